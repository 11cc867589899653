/** What this process writes while it runs something: both streams, in order, as lines. */
export function linesWrittenBy(work: () => void): string[] {
  const { stdout, stderr } = process;
  const originals = [stdout.write, stderr.write] as const;
  let text = '';
  const keep = (chunk: string | Uint8Array): boolean => {
    text += String(chunk);
    return true;
  };
  stdout.write = keep;
  stderr.write = keep;
  try {
    work();
  } finally {
    [stdout.write, stderr.write] = originals;
  }
  return text.split('\n').slice(0, -1).map(withoutTime);
}

const ESCAPE = '\u001b';

/** Of a record as JSON, or as it is inspected in colours. */
const TIMESTAMP = new RegExp(`(timestamp"?: ?(?:${ESCAPE}\\[\\d+m)?)\\d+`);

/** Two loggers may write in different seconds. */
function withoutTime(line: string): string {
  return line
    .replace(/\d+\/\d+\/\d+, \d+:\d+:\d+ [AP]M/, '<time>')
    .replace(TIMESTAMP, '$10')
    .replace(/\+\d+ms/, '+<n>ms');
}
