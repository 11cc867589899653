import { DemoError } from './demo-error.js';
import { readOptions } from './demo-options.js';
import { Interruption } from './interruption.js';
import { runDemo } from './run-demo.js';

try {
  await runDemo(readOptions(process.argv.slice(2)));
} catch (error) {
  process.exitCode = report(error);
}

function report(error: unknown): number {
  if (error instanceof Interruption) return error.exitCode;
  if (!(error instanceof DemoError)) throw error;
  console.error([error.message, ...error.details.map((line) => `  ${line}`)].join('\n'));
  return 1;
}
