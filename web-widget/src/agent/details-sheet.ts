import cardCss from "../ui/card.css?inline";
import css from "../ui/details.css?inline";

/** The style of agent/details.ts, fetched apart like it. */
export const detailsCss: string = css + cardCss;
