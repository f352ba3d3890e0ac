import type { JSX } from "preact";
import { useId } from "preact/hooks";

type ChoiceProps = {
  legend: string;
  options: { value: string; text: string }[];
  value: string | null;
  onChange: (value: string) => void;
  required?: boolean;
};

/** One of a few, as pills; arrow keys move as in any group of radio buttons. */
export function Choice(props: ChoiceProps): JSX.Element {
  const name = useId();
  return (
    <fieldset class="choice">
      <legend class="label">{props.legend}</legend>
      <div class="pills">
        {props.options.map((option) => (
          <label class="pill" key={option.value}>
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={props.value === option.value}
              onChange={() => props.onChange(option.value)}
            />
            <span>{option.text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
