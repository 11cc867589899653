import process from 'node:process';
import type { Commands, Ready } from './commands.js';

interface Question {
  readonly id: number;
  readonly command: string;
  readonly argument: never;
}

/** Answers the questions of the parent process, and ends with it. */
export function serveCommands<C extends Commands>(commands: C, ready: Ready): void {
  process.on('message', ({ id, command, argument }: Question) => {
    Promise.resolve(argument)
      .then((given) => commands[command]?.(given))
      .then(
        (result) => process.send?.({ id, result }),
        (error: unknown) => process.send?.({ id, error: String(error) }),
      );
  });
  process.once('disconnect', () => process.exit(1));
  process.send?.(ready);
}
