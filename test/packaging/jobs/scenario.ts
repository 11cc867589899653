import { tree } from '../../support/span-tree.js';

/** One trace that the application makes, known by its first span. */
export interface JobTrace {
  /** What it shows. */
  readonly name: string;
  /** @see drawTree */
  readonly tree: string;
}

export const scenario: readonly JobTrace[] = [
  {
    name: 'whoever waits for timers that were set at the start',
    tree: tree(`start`),
  },
  {
    name: '@Interval()',
    tree: tree(`ReportsService.pulse`),
  },
  {
    name: '@Timeout()',
    tree: tree(`
      ReportsService.warmUp
        fill caches
    `),
  },
  {
    name: 'whoever fires a cron job',
    tree: tree(`fire`),
  },
  {
    name: '@Cron()',
    tree: tree(`
      ReportsService.yearly
        add up
    `),
  },
  {
    name: 'emitAsync()',
    tree: tree(`
      emit and await
        NoticesListener.placed
          print
    `),
  },
  {
    name: 'emit()',
    tree: tree(`emit and go on`),
  },
  {
    name: 'a listener that nobody awaits',
    tree: tree(`
      NoticesListener.shipped linked to emit and go on
        post
    `),
  },
  {
    name: 'a listener whose error is thrown to the emitter',
    tree: tree(`
      emit in vain
        NoticesListener.lost ERROR !RangeError
    `),
  },
  {
    name: 'a command, its event, a saga and the command of that',
    tree: tree(`
      command
        PlaceOrderHandler.execute
          reserve
            OrderPlacedHandler.handle
            OrdersSagas.ship
              ShipOrderHandler.execute
                pack
    `),
  },
  {
    name: 'a query that fails',
    tree: tree(`
      query
        FindOrderHandler.execute ERROR !RangeError
    `),
  },
  {
    name: 'a job',
    tree: tree(`
      add a job
        PRODUCER send mails
          CONSUMER process mails
            MailsProcessor.process
              deliver
            archive
    `),
  },
  {
    name: 'a job that is tried twice',
    tree: tree(`
      add a job that fails once
        PRODUCER send mails
          CONSUMER process mails
            MailsProcessor.process
              deliver
            archive
          CONSUMER process mails ERROR
            MailsProcessor.process ERROR !RangeError
    `),
  },
  {
    name: 'whoever adds a job for later',
    tree: tree(`
      add a job for later
        PRODUCER send mails
    `),
  },
  {
    name: 'a job that came later',
    tree: tree(`
      CONSUMER process mails linked to send mails
        MailsProcessor.process
          deliver
        archive
    `),
  },
];

/** By which a trace is known. */
export function titleOf(trace: string): string {
  return trace.split('\n', 1).join();
}
