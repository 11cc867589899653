/** The sentences of the test kit. */
export const testingMessages = {
  timedOut: (timeoutMs: number, what: string): string =>
    `TraceRecorder: waited ${timeoutMs} ms in vain for ${what}.`,

  traces: (count: number): string =>
    count === 1 ? 'One trace arrived:' : `${count} traces arrived:`,

  alike: (count: number): string => `(${count} traces look like this)`,

  running: (): string => 'These spans have started and not ended:',

  strays: (names: readonly string[]): string =>
    `Not recorded, since several applications are under test and nothing tells which of them it was: ` +
    `${names.join(', ')}. What a test does itself belongs to one of them inside of TraceRecorder.run(); ` +
    `an application that a former test has not closed counts as well.`,

  closed: (): string =>
    'The application has been closed, and what ends after that is not recorded: wait before closing it.',

  foreignProvider: (): string =>
    'Nothing was recorded: another tracer provider was registered with OpenTelemetry first, such as by NodeSDK in a ' +
    'setup file or --import, and spans go to it. Start the tests without it.',

  notStarted: (): string =>
    'Nothing was recorded: the application that imports TracingTestingModule has not been made yet.',

  sampledOut: (): string =>
    'Nothing was recorded, and the options of the test sample: leave out "sampling" to record every trace.',

  nothingArrived: (): string =>
    'Nothing was recorded. Was the work done by the application that imports TracingTestingModule, and its request ' +
    'answered? A method called directly has a span only with @Span(), @Traceable() or inside of TraceRecorder.run().',

  unfinished: (): string =>
    'A trace meets the predicate, but is not waited out: some of its spans have not ended.',

  contradiction: (options: readonly string[]): string =>
    `TracingTestingModule is imported more than once, with different ${options.map((name) => JSON.stringify(name)).join(', ')}. ` +
    'Import it once, or give each import the same options.',

  noExpect: (): string =>
    `nestjs-tracing/testing/jest found no global "expect". Name it in "setupFilesAfterEnv" (not "setupFiles"); with ` +
    `"injectGlobals": false, call expect.extend(tracingMatchers) in a setup file of your own.`,

  noSpans: (given: string): string =>
    `expects finished spans, such as those of TraceRecorder.waitForTrace(), or a TraceRecorder, but got ${given}.`,

  noExpectedSpan: (given: string): string =>
    `toHaveSpan() expects a name, a RegExp for the name, or { name, kind, status, attributes }, but got ${given}.`,

  unknownParts: (names: readonly string[]): string =>
    `toHaveSpan() knows "name", "kind", "status" and "attributes" of a span, but got ` +
    `${names.map((name) => JSON.stringify(name)).join(', ')}. Attributes go into { attributes: {} }.`,

  noTree: (line: string): string =>
    `toMatchTrace() cannot read the line ${JSON.stringify(line)}: "KIND name", "KIND name ERROR", ` +
    `"name {key: value}" and "..." can be read, each deeper level indented further, and none below "...". ` +
    `A name that ends with braces needs others behind them: "name {id} {}".`,
};
