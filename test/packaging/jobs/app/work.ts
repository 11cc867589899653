import { setImmediate as nextTurn } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';

export type InSpan = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/** `runInSpan()` where there is tracing, and nothing of it elsewhere. */
export const IN_SPAN = Symbol('inSpan');

/** Work that takes longer than a turn of the event loop. */
@Injectable()
export class Work {
  constructor(@Inject(IN_SPAN) readonly inSpan: InSpan) {}

  async do(name: string, act: () => void): Promise<void> {
    await nextTurn();
    await this.inSpan(name, async () => {
      await nextTurn();
      act();
    });
  }
}
