/** Says on stderr what is being done; the results alone are on stdout. */
export function say(line: string): void {
  if (process.stderr.isTTY) {
    process.stderr.write(`\r\u001B[K${line}`);
  } else {
    process.stderr.write(`${line}\n`);
  }
}
