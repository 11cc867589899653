/** The sentences about how an application uses traces, one function each: what, which, why, what to do. */
export const practiceMessages = {
  idInSpanName: (name: string) =>
    `spans are named "${name}", with an id in the name, so that they cannot be searched for or ` +
    `counted as one operation. Name them by what is done, and put the id into an attribute: ` +
    `span.setAttribute('order.id', id).`,

  manySpanNames: (name: string, count: number) =>
    `${count} span names have the form "${name}" and differ in one word, so that they cannot be ` +
    `searched for or counted as one operation. Name the spans by what is done, and put the word into ` +
    `an attribute.`,

  manySpans: (request: string, spans: number, most: { name: string; count: number }) =>
    `"${request}" made ${spans} spans in this process, of which ${most.count} are "${most.name}". ` +
    `When that is one query for each row, load the rows at once: with a join, IN (...) or a ` +
    `DataLoader. Or allow more with bestPractices: { maxSpansPerRequest: ${roundUp(spans)} }.`,

  neverEnded: (name: string, place: string | undefined) =>
    `the span "${name}"${startedAt(place)} was never ended, and nothing refers to it any more that ` +
    `could end it. A span that does not end is not exported. ${endIt}`,

  neverEndedAtClose: (name: string, place: string | undefined) =>
    `the span "${name}"${startedAt(place)} had not ended when the application closed, so that it was ` +
    `not exported. ${endIt} When its work was still going on, wait for that in onModuleDestroy().`,

  errorSwallowed: (name: string, failed: string) =>
    `the span "${name}" ended as if nothing had happened, although "${failed}" below it failed. When ` +
    `that was expected, say so on its span, be it with span.recordException(error), an event, an ` +
    `attribute or onResult of @Span(); else throw the error on.`,

  contextLost: (name: string, request: string) =>
    `the span "${name}" begins a trace of its own, although ${belongsTo(request)}. ${keepContext}`,

  contextLostWithoutSpan: (name: string, request: string) =>
    `"${name}" has no span for want of a parent, although ${belongsTo(request)}. ${keepContext}`,

  contextKept: (name: string, request: string, earlier: string) =>
    `the span "${name}" is in the trace of an earlier "${earlier}" that is long over, although ` +
    `${belongsTo(request)}. The context of the first request that needs it is kept by what is made ` +
    `then and goes on, such as a queue or a connection: make that when the application starts, and ` +
    `bind the callbacks with AsyncResource.bind().`,
} as const;

/** Requests in a row that are taken as proof. */
export const IN_A_ROW = 3;

const endIt = `Call span.end() in a "finally", or use @Span() or runInSpan(), which do so.`;

const keepContext =
  `A context is lost where a callback is called by something older than the request, such as a ` +
  `queue or a pool: bind the callback with AsyncResource.bind(). For work that is meant to be apart ` +
  `begin a trace: runInSpan(name, { root: true }, work).`;

function belongsTo(request: string): string {
  return (
    `it belongs to "${request}": it ran in each of ${IN_A_ROW} such requests in a row, and never ` +
    `without one`
  );
}

function startedAt(place: string | undefined): string {
  return place === undefined ? '' : `, started by ${place},`;
}

/** With some room above what was seen. */
function roundUp(count: number): number {
  return Math.ceil(count / 500) * 500 + 500;
}
