import v8 from 'node:v8';
import vm from 'node:vm';

/** What nothing refers to is collected now; those who watch it hear of it a moment later. */
export function collectGarbage(): void {
  v8.setFlagsFromString('--expose-gc');
  (vm.runInNewContext('gc') as () => void)();
}
