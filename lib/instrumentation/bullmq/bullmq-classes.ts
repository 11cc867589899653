import { exportsOfCopies } from '../late-patch/loaded-exports.js';

/**
 * The prototype of a class in each copy of BullMQ that is loaded. The package has a build for
 * bundlers too; Node itself always loads this one.
 *
 * @param file such as `worker.js`
 */
export function prototypesIn(file: string, className: string): object[] {
  return exportsOfCopies('bullmq', `dist/cjs/classes/${file}`).flatMap((exports) => {
    const found = (exports as Record<string, { prototype: object } | undefined>)[className];
    return found === undefined ? [] : [found.prototype];
  });
}
