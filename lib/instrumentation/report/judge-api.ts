import parse from 'semver/functions/parse.js';
import { reportMessages } from '../../errors/report-messages.js';
import type { ApiFacts } from './report-facts.interface.js';
import type { TracingFinding } from './tracing-diagnostics.interface.js';

/**
 * Several copies of the API share what the first one registered: another may read it when its own
 * minor version is not newer, and may register nothing unless the versions are equal.
 *
 * @see https://github.com/open-telemetry/opentelemetry-js/blob/main/api/src/internal/semver.ts
 */
export function judgeApi({ own, others, inCharge = own?.version }: ApiFacts): TracingFinding[] {
  const tooNew = others.filter(({ version }) => !mayUse(version, inCharge));
  if (tooNew.length > 0) {
    return tooNew.map((copy) => ({
      code: 'API_COPY_TOO_NEW',
      message: reportMessages.apiCopyTooNew(copy, inCharge ?? 'unknown'),
    }));
  }
  const copies = own === undefined ? others : [own, ...others];
  return copies.length < 2
    ? []
    : [{ code: 'API_COPIES', message: reportMessages.apiCopies(copies) }];
}

/** Why our provider could not be registered. */
export function judgeBlockedApi({ own, others, inCharge = 'unknown' }: ApiFacts): TracingFinding {
  const message = reportMessages.apiCopyInCharge(inCharge, own?.version, others);
  return { code: 'API_COPY_IN_CHARGE', message };
}

function mayUse(version: string | undefined, inCharge: string | undefined): boolean {
  const own = parse(version);
  const other = parse(inCharge);
  if (version === inCharge || own === null || other === null) {
    return true;
  }
  const hasPrerelease = own.prerelease.length > 0 || other.prerelease.length > 0;
  return !hasPrerelease && own.major === other.major && own.minor <= other.minor;
}
