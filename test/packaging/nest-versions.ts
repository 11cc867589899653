/** Versions of Nest, as npm is asked for them; each has one project. */
export const nestVersions = ['12', '12.0.4', '11', '11.1.4'] as const;

/** Of each line the latest. */
export const latestVersions = ['12', '11'] as const;

export type NestVersion = (typeof nestVersions)[number];
export type ModuleSystem = 'esm' | 'cjs';

/** What decides which of the compiled applications runs. */
export interface NestBuild {
  readonly nest: NestVersion;
  readonly system: ModuleSystem;
}
