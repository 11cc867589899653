import { isObject } from '../spans/is-object.js';

/** How deep a logger of pino or winston lies in those of nestjs-pino and nest-winston. */
const MAX_DEPTH = 3;

/** Which library a logger of Nest's kind writes with, if one of these. */
export function libraryBehind(logger: object, depth = 0): 'pino' | 'winston' | undefined {
  if (isPino(logger)) {
    return 'pino';
  }
  if (isWinston(logger)) {
    return 'winston';
  }
  if (depth === MAX_DEPTH) {
    return undefined;
  }
  const inner = (logger as { logger?: unknown }).logger;
  return isObject(inner) ? libraryBehind(inner, depth + 1) : undefined;
}

/** Its loggers keep what they are made of under symbols of the package. */
function isPino(logger: object): boolean {
  return Object.getOwnPropertySymbols(logger).some(({ description }) =>
    description?.startsWith('pino.'),
  );
}

function isWinston(logger: object): boolean {
  return 'transports' in logger && 'exceptions' in logger && 'rejections' in logger;
}
