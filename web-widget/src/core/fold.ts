/**
 * Folds a text for searching: Turkish lower case first (`I` becomes `ı`, `İ` becomes `i`), then the
 * dots and tails away, so that `ISIK`, `ışık` and `Isik` find each other whoever typed them.
 */
export function fold(text: string): string {
  return text.toLocaleLowerCase("tr").replaceAll("ı", "i").normalize("NFD").replace(/\p{M}/gu, "");
}

/** Whether every word of `needle` stands in `hay`. */
export function matches(hay: string, needle: string): boolean {
  const folded = fold(hay);
  return fold(needle)
    .split(/\s+/)
    .every((word) => folded.includes(word));
}
