/**
 * The import rules of the library, run by `npm run lint` and proved by test/architecture.spec.ts.
 * A room imports itself, the two files of constants, and what its row names; a name in `typesOf`
 * is open to `import type` alone.
 */
const toolsOfARoom = ['spans', 'redaction', 'semconv', 'errors'];
const rooms = {
  options: { imports: ['semconv', 'errors'] },
  errors: { imports: [] },
  semconv: { imports: [] },
  redaction: { imports: [] },
  packages: { imports: [] },
  terminal: { imports: [] },
  spans: { imports: ['redaction', 'semconv', 'errors'] },
  decorators: { imports: toolsOfARoom },
  inbound: { imports: [...toolsOfARoom, 'packages'], typesOf: ['options'] },
  layers: { imports: toolsOfARoom, typesOf: ['options'] },
  outbound: { imports: [...toolsOfARoom, 'packages'], typesOf: ['options'] },
  jobs: { imports: [...toolsOfARoom, 'packages'], typesOf: ['options'] },
  instrumentation: { imports: [...toolsOfARoom, 'packages', 'terminal'], typesOf: ['options'] },
  logging: { imports: ['spans', 'redaction', 'semconv'], typesOf: ['options'] },
  engine: { imports: ['semconv', 'errors'] },
  sdk: {
    imports: [
      'engine',
      'practices',
      'options',
      'packages',
      'terminal',
      'redaction',
      'semconv',
      'errors',
    ],
  },
  practices: { imports: ['semconv', 'errors'], typesOf: ['options'] },
  // It is a front door as well: it imports the module, and what that starts.
  testing: { imports: ['spans', 'sdk', 'errors'], typesOf: ['options'], opensFrontDoor: true },
  schematics: { imports: ['errors'] },
};

const frontDoor =
  '^lib/(index|tracing\\.module|tracing\\.module-definition|tracing\\.service|tracing-launch|traced-libraries|sandboxed-tracing|tracing-report|register)\\.ts$';
const constants = '^lib/tracing\\.(internal-)?constants\\.ts$';
const typesOnly = ['type-only', 'type-import'];

const folder = (...names) => `^lib/(${names.join('|')})/`;
const npmPackage = (pattern) => `(^|node_modules/)${pattern}`;
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const roomRules = Object.entries(rooms).flatMap(
  ([room, { imports, typesOf = [], opensFrontDoor = false }]) => [
    rule(
      `room-${room}`,
      `lib/${room} imports ${[...imports, ...typesOf].join(', ') || 'no other room'}.`,
      { path: folder(room) },
      {
        path: '^lib/',
        pathNot: [
          folder(room, ...imports, ...typesOf),
          constants,
          ...(opensFrontDoor ? [frontDoor] : []),
        ],
      },
    ),
    ...typesOf.map((other) =>
      rule(
        `room-${room}-${other}-types`,
        `lib/${room} sees the types of lib/${other} and none of its code.`,
        { path: folder(room) },
        { path: folder(other), dependencyTypesNot: typesOnly },
      ),
    ),
  ],
);

const treeRules = [
  rule(
    'rooms-are-named',
    'A new folder or top-level file of lib needs its row in .dependency-cruiser.cjs.',
    {},
    { path: '^lib/', pathNot: [folder(...Object.keys(rooms)), frontDoor, constants] },
  ),
  rule(
    'constants-stand-alone',
    'Every room imports the constants, so the constants import no room.',
    { path: constants },
    { path: '^lib/', pathNot: constants },
  ),
  rule(
    'no-circles',
    'Files that need each other are one file, or want a third.',
    {},
    {
      circular: true,
    },
  ),
  rule(
    'no-orphans',
    'A file that imports nothing and that nobody imports is dead.',
    { orphan: true, path: '^(lib|sample-app)/' },
    {},
  ),
  rule(
    'lib-stands-alone',
    'The library knows neither its tests nor its sample.',
    { path: '^lib/' },
    { path: '^(test|sample-app)/' },
  ),
  rule(
    'sample-app-is-a-user',
    "The sample imports 'nestjs-tracing' and npm packages, never our files by their path.",
    { path: '^sample-app/' },
    { path: '^(lib|test|dist)/', dependencyTypesNot: ['aliased'] },
  ),
];

// It names to bundlers what other rooms load, and is no room's code.
const forBundlers = '^lib/packages/named-packages\\.cts$';
const openTelemetryBeyondTheApi = npmPackage('@opentelemetry/(?!api(/|$))');
const packageRules = [
  rule(
    'lib-ships-what-it-imports',
    'A user has our dependencies and peers, and none of our devDependencies.',
    { path: '^lib/' },
    {
      dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'],
      dependencyTypesNot: ['npm', 'npm-peer'],
      pathNot: '^\\.',
    },
  ),
  rule(
    'only-sdk-exports',
    'Only lib/sdk imports an exporter package.',
    { path: '^lib/', pathNot: [folder('sdk'), forBundlers] },
    { path: npmPackage('@opentelemetry/(exporter|otlp)-') },
  ),
  rule(
    'only-sdk-and-instrumentation-run-the-sdk',
    'Everything else speaks to the OpenTelemetry API alone.',
    { path: '^lib/', pathNot: [folder('sdk', 'instrumentation', 'engine'), forBundlers] },
    { path: openTelemetryBeyondTheApi, dependencyTypesNot: typesOnly },
  ),
  rule(
    'engine-runs-no-sdk',
    'The engine is an SDK: of the other one it uses the types, and the parts all SDKs share.',
    { path: folder('engine') },
    {
      path: openTelemetryBeyondTheApi,
      pathNot: npmPackage('@opentelemetry/(core|resources)(/|$)'),
      dependencyTypesNot: typesOnly,
    },
  ),
  rule(
    'sdk-types-only-where-they-are-public',
    'The engine implements SDK types, the options accept them, and the front door and the test kit return them.',
    {
      path: '^lib/',
      pathNot: [
        folder('sdk', 'instrumentation', 'engine', 'options', 'testing'),
        frontDoor,
        forBundlers,
      ],
    },
    { path: openTelemetryBeyondTheApi },
  ),
  rule(
    'spans-need-the-api-and-rxjs',
    'A span is opened and ended without Nest: the API, rxjs, and the metadata of methods are enough.',
    { path: folder('spans') },
    {
      dependencyTypes: ['npm', 'npm-peer', 'npm-dev'],
      pathNot: npmPackage('(@opentelemetry/api|rxjs|reflect-metadata)(/|$)'),
    },
  ),
  rule(
    'engine-without-nest',
    'The engine stands behind the OpenTelemetry API and knows nothing of Nest.',
    { path: folder('engine') },
    { path: npmPackage('@nestjs/') },
  ),
];

module.exports = {
  forbidden: [...roomRules, ...treeRules, ...packageRules],
  options: {
    doNotFollow: { path: ['node_modules', '^dist/'] },
    exclude: { path: '^sample-app/dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    // Also see what the compiler erases: an arrow between types is an arrow.
    tsPreCompilationDeps: true,
  },
};
