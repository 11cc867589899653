import type { TracingDiagnostics } from '../../../../lib/index.js';
import { startProgram } from '../../../support/run-program.js';

const program = new URL('../fixtures/reporting-application.ts', import.meta.url);

/** What an application has told of itself. */
export interface Report {
  /** Its lines of log, with their level. */
  readonly lines: readonly string[];
  readonly diagnostics: TracingDiagnostics;
  readonly stderr: string;
}

/** Starts an application in a process of its own, since patches hold for a whole process. */
export async function reportOf(
  setting: object,
  environment: Readonly<Record<string, string>> = {},
): Promise<Report> {
  const running = await startProgram(program, {
    SETTING: JSON.stringify(setting),
    OTEL_SERVICE_NAME: 'orders',
    ...environment,
  });
  const { code } = await running.ended();
  if (code !== 0) {
    throw new Error(`The application ended with ${code}: ${running.stderr()}`);
  }
  const told = JSON.parse(running.stdout()) as Omit<Report, 'stderr'>;
  return { ...told, stderr: running.stderr() };
}
