import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { newApplication, runNestAdd } from './project-tree.js';

const call = `TracingModule.forRoot({ serviceName: 'shop' })`;
const rootModule = newApplication['src/app.module.ts'];

describe('nest add nestjs-tracing, in a new application', () => {
  it('imports TracingModule in the root module', async () => {
    const { read } = await runNestAdd(newApplication);

    expect(read('src/app.module.ts')).toBe(`import { Module } from '@nestjs/common';
import { TracingModule } from 'nestjs-tracing';
import { AppController } from './app.controller.js';

@Module({
  imports: [${call}],
  controllers: [AppController],
})
export class AppModule {}
`);
  });

  it('adds the OpenTelemetry API to the dependencies and installs it', async () => {
    const { read, installedWith } = await runNestAdd(newApplication);

    expect(read('package.json')).toBe(`{
  "name": "shop",
  "dependencies": {
    "@nestjs/common": "^12.0.1",
    "@opentelemetry/api": "${manifest.peerDependencies['@opentelemetry/api']}",
    "nestjs-tracing": "^0.1.0"
  }
}
`);
    expect(installedWith).toEqual(['npm']);
  });

  it('says where the module is, and how to see the first trace', async () => {
    const { said } = await runNestAdd(newApplication);

    expect(said).toEqual([
      'TracingModule is in the imports of src/app.module.ts. Traces go to http://localhost:4318; ' +
        'start the application with DEBUG=True to see them in the terminal.',
    ]);
  });
});

describe('nest add nestjs-tracing, a second time', () => {
  it('changes nothing, and says so', async () => {
    const first = await runNestAdd(newApplication);
    const files = { 'src/app.module.ts': first.read('src/app.module.ts') };

    const second = await runNestAdd({ ...newApplication, ...files });

    expect(second.read('src/app.module.ts')).toBe(files['src/app.module.ts']);
    expect(second.read('package.json')).toBe(newApplication['package.json']);
    expect(second.installedWith).toEqual([]);
    expect(second.said).toEqual([
      'src/app.module.ts has TracingModule already, so nothing was changed.',
    ]);
  });

  it.each([
    './core/core.module.js',
    './core/index.js',
    '@/core/core.module',
    'src/core/core.module',
    'core/core.module',
  ])('finds it in a module that the root imports from %s', async (specifier) => {
    const core = `import { TracingModule } from 'nestjs-tracing';
@Module({ imports: [TracingModule.forRootAsync({ useFactory: () => ({}) })] })
export class CoreModule {}
`;
    const root = `import { CoreModule } from '${specifier}';\n${rootModule}`;
    const { said, read } = await runNestAdd({
      ...newApplication,
      'src/app.module.ts': root,
      'src/core/index.ts': `export * from './core.module.js';`,
      'src/core/core.module.ts': core,
    });

    expect(said).toEqual([
      'src/core/core.module.ts has TracingModule already, so nothing was changed.',
    ]);
    expect(read('src/app.module.ts')).toBe(root);
  });

  it('finds it around the root, where that is started', async () => {
    const main = `import { NestFactory } from '@nestjs/core';
import { TracingModule } from 'nestjs-tracing';
import { AppModule } from './app.module.js';
await NestFactory.create({ module: AppModule, imports: [TracingModule.forRoot()] });
`;
    const { said } = await runNestAdd({ ...newApplication, 'src/main.ts': main });

    expect(said).toEqual(['src/main.ts has TracingModule already, so nothing was changed.']);
  });
});

describe('nest add nestjs-tracing, beside what the application does not import', () => {
  it.each(['orders/orders.controller.spec.ts', 'worker/worker.module.ts'])(
    'adds the module although %s has it',
    async (file) => {
      const { read } = await runNestAdd({
        ...newApplication,
        [`src/${file}`]: `import { TracingModule } from 'nestjs-tracing';
export const tracing = TracingModule.forRoot({ exporter: 'memory' });
`,
      });

      expect(read('src/app.module.ts')).toContain(call);
    },
  );
});

describe('nest add nestjs-tracing, for a module that is named', () => {
  it('adds it although the application of main.ts has it', async () => {
    const first = await runNestAdd({ ...newApplication, 'src/worker.module.ts': rootModule });
    const files = { 'src/app.module.ts': first.read('src/app.module.ts') };

    const { read } = await runNestAdd(
      { ...newApplication, ...files, 'src/worker.module.ts': rootModule },
      { sourceRoot: 'src', module: 'worker.module' },
    );

    expect(read('src/worker.module.ts')).toContain(call);
  });
});

describe('nest add nestjs-tracing, with a file that is no UTF-8', () => {
  it('passes it over', async () => {
    const old = Buffer.from('// gr\u00fcn\n', 'latin1');
    const { read } = await runNestAdd({
      ...newApplication,
      'src/old.ts': old,
      'src/app.module.ts': `import './old.js';\n${rootModule}`,
    });

    expect(read('src/app.module.ts')).toContain(call);
  });
});

describe('the root module', () => {
  it.each([
    ['of a microservice', `NestFactory.createMicroservice(ShopModule, {})`],
    ['of a script', `NestFactory.createApplicationContext(ShopModule)`],
    ['with a type argument', `NestFactory.create<NestExpressApplication>(ShopModule)`],
    ['that is dynamic', `NestFactory.create(ShopModule.register({ region: 'eu' }))`],
    ['that is made first', `NestFactory.create(await ShopModule.register())`],
    ['of another type', `NestFactory.create((ShopModule satisfies Type) as any)`],
    [
      'beside a script and a microservice',
      `NestFactory.createApplicationContext(CliModule);
await NestFactory.createMicroservice(CliModule, {});
await NestFactory.create(ShopModule)`,
    ],
  ])('is the one main.ts starts: %s', async (_, start) => {
    const { read } = await runNestAdd({
      ...newApplication,
      'src/main.ts': `import { NestFactory } from '@nestjs/core';
import { AppModule as CliModule } from './app.module';
import { ShopModule } from './shop/shop.module';
const app = await ${start};
`,
      'src/shop/shop.module.ts': rootModule.replace('AppModule', 'ShopModule'),
    });

    expect(read('src/shop/shop.module.ts')).toContain(call);
    expect(read('src/app.module.ts')).toBe(rootModule);
  });

  it.each([
    ['a barrel', `import { ShopModule } from './shop';`, `export * from './shop.module.js';`],
    [
      'another name and a default export',
      `import { Root as ShopModule } from './shop/index.js';`,
      `import Shop from './shop.module.js';\nexport { Shop as Root };`,
    ],
  ])('is followed through %s', async (_, importLine, barrel) => {
    const { read } = await runNestAdd({
      ...newApplication,
      'src/main.ts': `import { NestFactory as Factory } from '@nestjs/core';
${importLine}
await Factory.create(ShopModule);
`,
      'src/shop/index.ts': barrel,
      'src/shop/shop.module.ts': `${rootModule.replace('AppModule', 'ShopModule')}
export default ShopModule;
`,
    });

    expect(read('src/shop/shop.module.ts')).toContain(call);
  });

  it.each([
    [
      'a namespace',
      `import * as shop from './shop/shop.module.js';`,
      `NestFactory.create(shop.ShopModule.register())`,
    ],
    [
      'the namespace of NestFactory',
      `import * as core from '@nestjs/core'; import { ShopModule } from './shop/shop.module.js';`,
      `core.NestFactory.create(ShopModule)`,
    ],
    [
      'an import() of the class',
      `const { ShopModule: Root } = await import('./shop/shop.module.js');`,
      `NestFactory.create(Root)`,
    ],
    [
      'an import() of the file',
      `const shop = await import('./shop/shop.module.js');`,
      `NestFactory.create(shop.ShopModule)`,
    ],
  ])('is followed through %s', async (_, importLine, start) => {
    const { read, said } = await runNestAdd({
      ...newApplication,
      'src/main.ts': `import { NestFactory } from '@nestjs/core';
${importLine}
async function bootstrap() {
  const app = await ${start};
}
`,
      'src/shop/shop.module.ts': rootModule.replace('AppModule', 'ShopModule'),
    });

    expect(read('src/shop/shop.module.ts')).toContain(call);
    expect(said).toHaveLength(1);
  });

  it('is the one that a file starts which main.ts imports', async () => {
    const { read } = await runNestAdd({
      ...newApplication,
      'src/main.ts': `import { bootstrap } from './boot/bootstrap.js';\nawait bootstrap();\n`,
      'src/boot/bootstrap.ts': `import { NestFactory } from '@nestjs/core';
import { ShopModule } from '../shop/shop.module.js';
export const bootstrap = () => NestFactory.create(ShopModule);
`,
      'src/shop/shop.module.ts': rootModule.replace('AppModule', 'ShopModule'),
    });

    expect(read('src/shop/shop.module.ts')).toContain(call);
    expect(read('src/app.module.ts')).toBe(rootModule);
  });

  it.each([
    ['src/main', 'src/main.ts'],
    ['server.js', 'src/server.ts'],
    ['server/main', 'src/server/main.ts'],
    ['dist/server', 'src/server.ts'],
  ])('is started by the file that nest-cli.json calls %s', async (entryFile, path) => {
    const { 'src/main.ts': main, ...files } = newApplication;

    const { read } = await runNestAdd({
      ...files,
      'nest-cli.json': JSON.stringify({ sourceRoot: 'src', entryFile }),
      [path]: main.replaceAll(
        './app.module.js',
        path.includes('server/') ? '../shop.js' : './shop.js',
      ),
      'src/shop.ts': rootModule,
    });

    expect(read('src/shop.ts')).toContain(call);
  });

  it('may be declared in main.ts', async () => {
    const { read } = await runNestAdd({
      ...newApplication,
      'src/main.ts': `import { NestFactory } from '@nestjs/core';
${rootModule}
await NestFactory.create(AppModule);
`,
    });

    expect(read('src/main.ts')).toContain(call);
  });

  it('is the one of app.module.ts where main.ts leads nowhere', async () => {
    const { read, said } = await runNestAdd({
      ...newApplication,
      'src/main.ts': `import { NestFactory } from '@nestjs/core';
import { AppModule } from '@shop/modules';
await NestFactory.create(AppModule);
`,
    });

    expect(read('src/app.module.ts')).toContain(call);
    expect(said.at(-1)).toBe(
      'src/app.module.ts was taken for the file of the root module because of its name, since ' +
        'NestFactory in src/main.ts does not lead to one. Should another be the root, take this back ' +
        'and name its file: nest add nestjs-tracing --module=src/root.module.ts',
    );
  });

  it.each(['root.module', 'src/root.module.ts'])('is the one of --module=%s', async (module) => {
    const { read } = await runNestAdd(
      { ...newApplication, 'src/root.module.ts': rootModule },
      { sourceRoot: 'src', module },
    );

    expect(read('src/root.module.ts')).toContain(call);
    expect(read('src/app.module.ts')).toBe(rootModule);
  });
});

describe('the name of the service', () => {
  it('is what the command says, as a string of the file', async () => {
    const options = { sourceRoot: 'src', serviceName: `o'clock "1"` };

    const { read } = await runNestAdd(newApplication, options);

    expect(read('src/app.module.ts')).toContain(`serviceName: 'o\\'clock "1"'`);
  });

  it('is the name of the package without its scope', async () => {
    const { read } = await runNestAdd({
      ...newApplication,
      'package.json': `{ "name": "@acme/shop" }`,
    });

    expect(read('src/app.module.ts')).toContain(call);
  });

  it('is the name of the project in a monorepo, which the source root tells', async () => {
    const { read } = await runNestAdd(
      {
        'package.json': '{ "name": "everything" }',
        'nest-cli.json': `{
  // as the Nest CLI makes it
  "monorepo": true,
  "sourceRoot": "apps/everything/src",
  "projects": {
    "everything": { "sourceRoot": "apps/everything/src" },
    "shop": { "sourceRoot": "apps/shop/src", "entryFile": "start" }
  }
}`,
        'apps/shop/src/start.ts': newApplication['src/main.ts'],
        'apps/shop/src/app.module.ts': rootModule,
      },
      { sourceRoot: 'apps/shop/src' },
    );

    expect(read('apps/shop/src/app.module.ts')).toContain(call);
  });
});

describe('package.json', () => {
  it.each([
    ['pnpm', 'pnpm-lock.yaml'],
    ['yarn', 'yarn.lock'],
    ['bun', 'bun.lock'],
  ])('is installed by %s where its lock file is', async (manager, lockFile) => {
    const { installedWith } = await runNestAdd({ ...newApplication, [lockFile]: '' });

    expect(installedWith).toEqual([manager]);
  });

  it('keeps its indentation and line breaks', async () => {
    const text = '{\r\n\t"name": "shop",\r\n\t"dependencies": {}\r\n}';

    const { read } = await runNestAdd({ ...newApplication, 'package.json': text });

    expect(read('package.json')).toBe(
      `{\r\n\t"name": "shop",\r\n\t"dependencies": {\r\n\t\t"@opentelemetry/api": "${manifest.peerDependencies['@opentelemetry/api']}"\r\n\t}\r\n}`,
    );
  });

  it('stays as it is when it names the API', async () => {
    const text = `{ "devDependencies": { "@opentelemetry/api": "1.9.0" } }`;

    const { read, installedWith } = await runNestAdd({ ...newApplication, 'package.json': text });

    expect(read('package.json')).toBe(text);
    expect(installedWith).toEqual([]);
  });

  it('is not installed with --skip-install', async () => {
    const { read, installedWith } = await runNestAdd(newApplication, { skipInstall: true });

    expect(read('package.json')).toContain('@opentelemetry/api');
    expect(installedWith).toEqual([]);
  });
});

describe('nest add nestjs-tracing, where it cannot', () => {
  it('says how to name the file of the root module', async () => {
    const { 'src/app.module.ts': _, ...files } = newApplication;

    await expect(runNestAdd(files)).rejects.toThrow(
      'No root module was found: neither does NestFactory in src/main.ts lead to one, nor is there one in ' +
        'src/app.module.ts. Name its file: nest add nestjs-tracing --module=src/root.module.ts',
    );
  });

  it('says which file has no module', async () => {
    const options = { sourceRoot: 'src', module: 'src/main.ts' };

    await expect(runNestAdd(newApplication, options)).rejects.toThrow(
      'No root module was found: src/main.ts does not exist or has no class with @Module().',
    );
  });

  it.each([
    ['@Module({ ...shared, controllers: [] })', 'are not written in @Module() itself'],
    ['@Module({ get imports() { return []; } })', 'are not written in @Module() itself'],
    ['@Module(shared)', 'are not written in @Module() itself'],
    ['@Module({ imports: [], ...shared })', 'are not written in @Module() itself'],
    ['@Module({ imports: [], [shared]: [] })', 'are not written in @Module() itself'],
    ['@Module({ imports: shared && [] })', 'are not written in @Module() itself'],
    ['@Module({ imports: shared ? [] : (shared && []) })', 'are not written in @Module() itself'],
    ['@Module({ imports: [TracingModule] })', 'since it has another TracingModule'],
  ])('leaves %s alone, and says what to write', async (decorator, reason) => {
    const text = `import { Module } from '@nestjs/common';
import { shared, TracingModule } from './shared.js';
${decorator}
export class AppModule {}
`;
    const own = decorator.includes('Tracing') ? text : text.replace(', TracingModule', '');

    const adding = runNestAdd({ ...newApplication, 'src/app.module.ts': own });

    await expect(adding).rejects.toThrow(reason);
    await expect(adding).rejects.toThrow(call);
  });
});
