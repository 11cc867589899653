import { join } from 'node:path';

/** A new project, and the command that makes it in the folder one stands in. */
export interface Starter {
  /** The line of the Nest CLI, as npm is asked for it. */
  readonly cli: '11' | '12';
  /** The program and its arguments, the program below `node_modules`. */
  readonly command: readonly [program: string, ...args: string[]];
}

/** What every new project is called. */
const projectName = 'shop';

const nestNew = [
  join('@nestjs/cli', 'bin/nest.js'),
  'new',
  projectName,
  '--directory=.',
  '--package-manager=npm',
  '--skip-install',
  '--skip-git',
] as const;

/** The new projects that the Nest CLI makes of TypeScript. */
export const starters = {
  'nest-12-esm': { cli: '12', command: [...nestNew, '--no-observe'] },
  // `nest new` asks for the module system and takes ESM when nobody answers. This is the command it
  // runs then, with the answer.
  'nest-12-cjs': {
    cli: '12',
    command: [
      join('@angular-devkit/schematics-cli', 'bin/schematics.js'),
      '@nestjs/schematics:application',
      `--name=${projectName}`,
      '--directory=.',
      '--language=ts',
      '--type=cjs',
    ],
  },
  'nest-11': { cli: '11', command: nestNew },
} as const satisfies Record<string, Starter>;

export type StarterName = keyof typeof starters;

/** What a new project has for its developers, and no test of ours runs. */
export const unusedPackages: readonly string[] = [
  '@eslint/eslintrc',
  '@eslint/js',
  '@nestjs/mau',
  '@vitest/coverage-v8',
  'eslint',
  'eslint-config-prettier',
  'eslint-plugin-prettier',
  'globals',
  'oxlint',
  'oxlint-tsgolint',
  'prettier',
  'source-map-support',
  'ts-loader',
  'tsconfig-paths',
  'typescript-eslint',
];
