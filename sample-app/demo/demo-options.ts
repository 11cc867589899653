import { parseArgs } from 'node:util';
import { DemoError } from './demo-error.js';

export interface DemoOptions {
  /** Keep the system running and print every new trace. */
  serve: boolean;
  /** Print the collected traces as JSON in place of trees. */
  json: boolean;
  /** Use no real server, even where one answers. */
  embedded: boolean;
  /** Show what the services log. */
  verbose: boolean;
  /** The folder into which each trace is drawn as a picture; '' for none. */
  svg: string;
}

export function readOptions(args: string[]): DemoOptions {
  const { serve, json, embedded, verbose, svg } = parse(args);
  if (serve && json) throw new DemoError('Choose one of --serve and --json.');
  return { serve, json, embedded, verbose, svg };
}

function parse(args: string[]): DemoOptions {
  const flag = { type: 'boolean', default: false } as const;
  try {
    const svg = { type: 'string', default: '' } as const;
    const options = { serve: flag, json: flag, embedded: flag, verbose: flag, svg };
    return parseArgs({ args, options }).values;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('. ')[0] : String(error);
    throw new DemoError(
      `${reason}; the demo knows --serve, --json, --embedded, --verbose and --svg <folder>.`,
    );
  }
}
