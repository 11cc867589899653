import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CATALOG } from '../../lib/instrumentation/catalog.js';
import { isBundled } from '../../lib/packages/is-bundled.js';
import { withoutExperimentalWarning } from '../packaging/run-command.js';
import { compilePrograms, forgetPrograms } from '../support/compiled-program.js';
import { describeWith } from '../support/servers.js';
import { tree } from '../support/span-tree.js';
import { bundle } from './support/bundle.js';
import type { BundlePlan } from './support/bundle.js';
import { runApplication } from './support/run-application.js';

const deadlineMs = 60_000;

const wholeTrace = tree(`
  client
    CLIENT GET 200
      SERVER GET /orders/:id 200
        ApiKeyGuard.canActivate
        OrdersController.read
          OrdersService.countStock
            CLIENT stock.count
              SERVER stock.count
                StockController.count
          orders.ask-prices
            CLIENT GET 200
              SERVER GET /orders/:id/price 200
                OrdersController.price
            CLIENT GET 200
              SERVER GET /orders/:id/price 200
                OrdersController.price
            CLIENT GET 200
              SERVER GET /orders/:id/price 200
                OrdersController.price
`);

const PROBE = '../probe.js';

let programs: string;
/** Far from every `node_modules`. */
let away: string;

beforeAll(async () => {
  programs = await compilePrograms(new URL('app/', import.meta.url));
  await writeFile(join(programs, PROBE), probeText);
  away = await realpath(await mkdtemp(join(tmpdir(), 'nestjs-tracing-bundles-')));
});
afterAll(async () => {
  await forgetPrograms();
  await rm(away, { recursive: true });
});

describe('an application that is not bundled', () => {
  it('is traced as the bundled ones are', async () => {
    const { traces } = await runApplication(join(programs, 'main.js'));

    expect(traces).toBe(wholeTrace);
    expect(isBundled()).toBe(false);
  });
});

describe('an application bundled with all its packages', () => {
  it.each([
    { bundler: 'rspack', format: 'esm' },
    { bundler: 'rspack', format: 'cjs' },
    { bundler: 'webpack', format: 'cjs' },
    { bundler: 'esbuild', format: 'esm' },
    { bundler: 'esbuild', format: 'cjs', isMinified: true },
  ] as const)(
    'is traced from end to end, by $bundler to $format',
    async (plan) => {
      const program = await bundleAway('main.js', plan);

      const { traces, result, warnings } = await runApplication(program);

      expect(traces).toBe(wholeTrace);
      expect(warnings).toBe('');
      expect(result.filter((file) => !file.startsWith(dirname(program)))).toEqual([]);
    },
    deadlineMs,
  );

  it('has the stock engine with it', async () => {
    const program = await bundleAway('main.js', { bundler: 'esbuild', format: 'cjs' });

    const { traces } = await runApplication(program, { ENGINE: 'stock' });

    expect(traces).toBe(wholeTrace);
  });

  it('has every instrumentation with it that comes with the package', async () => {
    const program = await bundleAway(PROBE, { bundler: 'esbuild', format: 'cjs' });

    const { result, warnings } = await runApplication(program);

    expect(warnings).toBe('');
    expect(result).toEqual(['bundled', ...librariesThatComeAlong()]);
  });

  it('loads other instrumentations from beside the bundle', async () => {
    const program = await bundleBeside(PROBE, { bundler: 'rspack', format: 'esm' });

    const { result } = await runApplication(program);

    expect(result).toEqual(['bundled', ...Object.keys(CATALOG)]);
  });
});

describe('an application bundled without its packages, as the Nest CLI does', () => {
  it.each([
    { bundler: 'rspack', format: 'esm' },
    { bundler: 'webpack', format: 'cjs' },
  ] as const)('is traced from end to end, by $bundler to $format', async (plan) => {
    const program = await bundleBeside('main.js', { ...plan, external: 'all' });

    const { traces, warnings } = await runApplication(program);

    expect(traces).toBe(wholeTrace);
    expect(withoutExperimentalWarning(warnings)).toBe('');
  });
});

describeWith('redis', 'a library left out of the bundle', () => {
  it.each([
    { bundler: 'rspack', format: 'cjs' },
    { bundler: 'esbuild', format: 'esm' },
  ] as const)('is traced as ever, by $bundler to $format', async (plan) => {
    const program = await bundleBeside('driver.js', { ...plan, external: ['ioredis'] });

    const { result } = await runApplication(program);

    expect(result.toSorted()).toEqual(['get', 'work']);
  });
});

/** Asks for instrumentations as a client helper does, which is within the library. */
const probeText = `
import { CATALOG } from './lib/instrumentation/catalog.js';
import { obtainInstrumentation } from './lib/instrumentation/kept-instrumentations.js';
import { isBundled } from './lib/packages/is-bundled.js';

const obtained = Object.keys(CATALOG).filter(
  (library) => obtainInstrumentation({ library, config: {}, isNamed: true }) !== undefined,
);
process.stdout.write(JSON.stringify([isBundled() ? 'bundled' : 'on disk', ...obtained]));
`;

function librariesThatComeAlong(): string[] {
  return Object.entries(CATALOG)
    .filter(([, { isOptional }]) => isOptional !== true)
    .map(([library]) => library);
}

type Making = Omit<BundlePlan, 'entry' | 'folder'>;

async function bundleAway(entry: string, making: Making): Promise<string> {
  const folder = await mkdtemp(join(away, 'bundle-'));
  return bundle({ ...making, entry: join(programs, entry), folder });
}

/** Beside the program, from where its packages are found. */
async function bundleBeside(entry: string, making: Making): Promise<string> {
  const folder = join(programs, `${making.bundler}-${making.format}`);
  await mkdir(folder, { recursive: true });
  return bundle({ ...making, entry: join(programs, entry), folder });
}
