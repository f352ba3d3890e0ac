/**
 * Writes an E.164 number the way people read it. Turkish numbers get their own grouping
 * (`+90 532 000 00 12`), others are grouped loosely; anything that is not E.164 stays as it is.
 */
export function phoneText(number: string): string {
  const turkish = /^\+90(\d{3})(\d{3})(\d{2})(\d{2})$/.exec(number);
  if (turkish) return `+90 ${turkish.slice(1).join(" ")}`;
  const short = /^\+90(444)(\d)(\d{3})$/.exec(number);
  if (short) return short.slice(1).join(" ");
  const other = /^\+(\d{6,15})$/.exec(number);
  if (!other?.[1]) return number;
  const { code, rest } = splitCountry(other[1]);
  return `+${code} ${groups(rest)}`;
}

/** Country codes of one and of two digits, ITU E.164 list; every other code has three. */
function splitCountry(digits: string): { code: string; rest: string } {
  const length = /^[17]/.test(digits)
    ? 1
    : /^(2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/.test(digits)
      ? 2
      : 3;
  return { code: digits.slice(0, length), rest: digits.slice(length) };
}

/** Threes from the left, with a last group of two to four digits. */
function groups(digits: string): string {
  const out: string[] = [];
  let rest = digits;
  while (rest.length > 4) {
    out.push(rest.slice(0, 3));
    rest = rest.slice(3);
  }
  return [...out, rest].join(" ");
}
