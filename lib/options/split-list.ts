/** The names in a variable that holds a list: separated by commas, in any case, each once. */
export function splitList(text: string): string[] {
  const names = text.split(',').map((name) => name.trim().toLowerCase());
  return [...new Set(names)].filter((name) => name !== '');
}
