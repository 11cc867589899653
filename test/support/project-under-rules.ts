import type { Tree } from './cruise-tree.js';

/** DESIGN.md section 3, written down a second time so that a slip in the rules is seen. */
export const arrows: Record<string, string[]> = {
  sdk: ['engine', 'practices', 'options', 'packages', 'terminal', 'redaction', 'semconv', 'errors'],
  engine: ['semconv', 'errors'],
  instrumentation: ['spans', 'redaction', 'packages', 'terminal', 'semconv', 'errors'],
  inbound: ['spans', 'redaction', 'semconv', 'errors', 'packages'],
  layers: ['spans', 'redaction', 'semconv', 'errors'],
  outbound: ['spans', 'redaction', 'packages', 'semconv', 'errors'],
  jobs: ['spans', 'redaction', 'semconv', 'errors', 'packages'],
  decorators: ['spans', 'redaction', 'semconv', 'errors'],
  logging: ['spans', 'redaction', 'semconv'],
  testing: ['spans', 'sdk', 'errors'],
  schematics: ['errors'],
  spans: ['redaction', 'semconv', 'errors'],
  options: ['semconv', 'errors'],
  practices: ['semconv', 'errors'],
  errors: [],
  semconv: [],
  redaction: [],
  packages: [],
  terminal: [],
};
export const rooms = Object.keys(arrows);
export const roomsThatSeeOptionTypes = [
  'instrumentation',
  'inbound',
  'layers',
  'outbound',
  'jobs',
  'logging',
  'practices',
];

/** Files that break the rule they are listed under. */
export const offences: Record<string, { file: string; text: string }[]> = {
  'no-circles': [
    { file: 'lib/spans/hen.ts', text: `import './egg.js';` },
    { file: 'lib/spans/egg.ts', text: `import './hen.js';` },
    { file: 'lib/spans/type-hen.ts', text: `import type {} from './type-egg.js';` },
    { file: 'lib/spans/type-egg.ts', text: `import type {} from './type-hen.js';` },
  ],
  'no-orphans': [{ file: 'lib/errors/forgotten.ts', text: 'export {};' }],
  'rooms-are-named': [{ file: 'lib/index.ts', text: `import './helpers/misc.js';` }],
  'constants-stand-alone': [
    { file: 'lib/tracing.constants.ts', text: `import './semconv/target.js';` },
  ],
  'lib-stands-alone': [
    { file: 'lib/jobs/tested.ts', text: `import '../../test/helper.js';` },
    { file: 'lib/jobs/sampled.ts', text: `import '../../sample-app/orders/service.js';` },
  ],
  'sample-app-is-a-user': [
    { file: 'sample-app/orders/inside.ts', text: `import '../../lib/spans/target.js';` },
    { file: 'sample-app/orders/tester.ts', text: `import '../../test/helper.js';` },
  ],
  'lib-ships-what-it-imports': [
    { file: 'lib/jobs/dev.ts', text: `import 'only-for-development';` },
    { file: 'lib/jobs/dev-type.ts', text: `import type {} from 'only-for-development';` },
    { file: 'lib/jobs/dynamic.ts', text: `await import('only-for-development');` },
    { file: 'lib/jobs/phantom.ts', text: `import 'never-installed';` },
  ],
  'only-sdk-exports': [
    {
      file: 'lib/instrumentation/exporting.ts',
      text: `import '@opentelemetry/exporter-trace-otlp-proto';`,
    },
  ],
  'only-sdk-and-instrumentation-run-the-sdk': [
    { file: 'lib/tracing.service.ts', text: `import '@opentelemetry/sdk-trace';` },
  ],
  'engine-runs-no-sdk': [{ file: 'lib/engine/sdk.ts', text: `import '@opentelemetry/sdk-trace';` }],
  'sdk-types-only-where-they-are-public': [
    { file: 'lib/inbound/sdk.ts', text: `import type {} from '@opentelemetry/sdk-trace';` },
  ],
  'spans-need-the-api-and-rxjs': [{ file: 'lib/spans/nest.ts', text: `import '@nestjs/common';` }],
  'engine-without-nest': [
    { file: 'lib/engine/nest.ts', text: `import type {} from '@nestjs/common';` },
  ],
};

/** Files that no rule may refuse. */
export const tidy: Tree = {
  'lib/tracing.module.ts': importsOf(rooms.map((room) => `./${room}/target.js`)),
  'lib/tracing-launch.ts': `import type {} from '@opentelemetry/sdk-trace';`,
  'lib/tracing.module-definition.ts': importsOf(['@nestjs/common', './options/target.js']),
  'lib/spans/tidy.ts': importsOf(['@opentelemetry/api', 'rxjs', 'node:util']),
  'lib/sdk/tidy.ts': importsOf([
    '@opentelemetry/sdk-trace',
    '@opentelemetry/exporter-trace-otlp-proto',
  ]),
  'lib/instrumentation/tidy.ts': importsOf(['@opentelemetry/sdk-trace']),
  'lib/engine/tidy.ts': `import type {} from '@opentelemetry/sdk-trace';`,
  'lib/options/tidy.ts': `import type {} from '@opentelemetry/sdk-trace';`,
  'sample-app/orders/service.ts': importsOf(['nestjs-tracing', '@nestjs/common']),
  'test/helper.ts': importsOf(['../lib/spans/target.js']),
};

/** A project that keeps and breaks every rule at once, so that one run of the cruiser shows all. */
export function projectUnderRules(): Tree {
  return { ...packages(), ...probesOfEveryRoom(), ...offendingFiles(), ...tidy };
}

function probesOfEveryRoom(): Tree {
  const files = rooms.flatMap((room) => [
    [`lib/${room}/target.ts`, 'export {};'],
    [`lib/${room}/probe.ts`, importsOf(rooms.map((other) => `../${other}/target.js`))],
    [`lib/${room}/constant.ts`, importsOf(['../tracing.constants.js'])],
  ]);
  const typed = roomsThatSeeOptionTypes.map((room) => [
    `lib/${room}/typed.ts`,
    `import type {} from '../options/target.js';`,
  ]);
  return Object.fromEntries([...files, ...typed]) as Tree;
}

function offendingFiles(): Tree {
  const files = Object.values(offences).flat();
  return {
    'lib/helpers/misc.ts': 'export {};',
    ...Object.fromEntries(files.map(({ file, text }) => [file, text])),
  };
}

/** Stands for our package.json: what is a dependency, a peer or for development only. */
function packages(): Tree {
  const dependencies = ['@opentelemetry/sdk-trace', '@opentelemetry/exporter-trace-otlp-proto'];
  const peers = ['@nestjs/common', '@opentelemetry/api', 'rxjs'];
  const development = [...peers, 'only-for-development'];
  const installed = new Set([...dependencies, ...development]);
  return {
    'package.json': JSON.stringify({
      name: 'nestjs-tracing',
      dependencies: versions(dependencies),
      peerDependencies: versions(peers),
      devDependencies: versions(development),
    }),
    'tsconfig.json': JSON.stringify({
      compilerOptions: { paths: { 'nestjs-tracing': ['./lib/index.ts'] } },
    }),
    ...Object.fromEntries(
      [...installed].flatMap((name) => [
        [`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' })],
        [`node_modules/${name}/index.js`, ''],
      ]),
    ),
  };
}

function versions(names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, '*']));
}

function importsOf(specifiers: string[]): string {
  return specifiers.map((specifier) => `import '${specifier}';`).join('\n');
}
