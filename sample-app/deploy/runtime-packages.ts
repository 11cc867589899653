/** What the services load and the library does not bring, some of it by name at run time. */
export const runtimePackages = [
  '@nestjs/common',
  '@nestjs/core',
  '@nestjs/microservices',
  '@nestjs/platform-express',
  '@nestjs/typeorm',
  '@opentelemetry/api',
  'amqp-connection-manager',
  'amqplib',
  'ioredis',
  'pg',
  'reflect-metadata',
  'rxjs',
  'typeorm',
  'zod',
];

export interface Manifest {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}

/**
 * A package.json without tools, so that `npm prune` leaves what runs, in the locked versions.
 *
 * @throws Error that names a package which the repository does not have
 */
export function withoutTools({ dependencies, devDependencies, ...rest }: Manifest): object {
  const needed = runtimePackages.map((name) => [name, rangeOf(name, devDependencies)] as const);
  return { ...rest, dependencies: { ...dependencies, ...Object.fromEntries(needed) } };
}

function rangeOf(name: string, devDependencies: Record<string, string>): string {
  const range = devDependencies[name];
  if (range === undefined) throw new Error(`package.json has no ${name}, which the sample needs.`);
  return range;
}
