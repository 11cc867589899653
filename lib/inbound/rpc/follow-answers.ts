import { finalize, isObservable } from 'rxjs';
import { activeEntrySpan } from '../../spans/entry-span.js';
import { replaceMethod } from '../../spans/replace-method.js';
import { MessageSpan } from './message-span.js';
import type { RpcServer } from './rpc-server.interface.js';

/**
 * Keeps the span of a request open until its last answer. Nest 12 calls the end hook then; Nest 11
 * calls it with each answer.
 */
export function followAnswers(server: RpcServer): void {
  if (server.handleRequest !== undefined) {
    return;
  }
  replaceMethod(server, 'send', (send) => {
    return function (answers, ...rest) {
      const message = activeEntrySpan();
      if (!(message instanceof MessageSpan) || !isObservable(answers)) {
        return send.call(this, answers, ...rest);
      }
      message.holdUntilAnswered();
      return send.call(this, answers.pipe(finalize(() => message.endAnswers())), ...rest);
    };
  });
}
