import type { ComponentChildren, JSX } from "preact";
import { useApp } from "./app";
import { Icon, type IconName } from "./icon";
import type { Phase } from "./use-command";

type ButtonProps = {
  children: ComponentChildren;
  onClick?: () => void;
  kind?: "primary" | "plain" | "danger" | "ghost";
  icon?: IconName;
  type?: "button" | "submit";
  phase?: Phase;
  disabled?: boolean;
  shortcut?: string;
  title?: string;
  pressed?: boolean;
};

/**
 * A button. While it is busy it is only *marked* disabled: a really disabled button would drop the
 * keyboard's focus on the floor.
 */
export function Button(props: ButtonProps): JSX.Element {
  const { t } = useApp().i18n;
  const off = props.disabled === true || (props.phase !== undefined && props.phase !== "idle");
  const click = (event: Event): void => {
    if (off) event.preventDefault();
    else props.onClick?.();
  };
  return (
    <button
      type={props.type ?? "button"}
      class={`button button-${props.kind ?? "plain"}`}
      aria-disabled={off ? "true" : undefined}
      aria-pressed={props.pressed === undefined ? undefined : props.pressed}
      aria-keyshortcuts={props.shortcut?.replace("⇧", "Shift")}
      title={props.title}
      onClick={click}
    >
      {props.icon && <Icon name={props.icon} />}
      <span>{props.phase === "slow" ? t("app.checking") : props.children}</span>
      {props.shortcut && (
        <kbd class="kbd" aria-hidden="true">
          {props.shortcut}
        </kbd>
      )}
    </button>
  );
}
