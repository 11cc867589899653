import { describe, expect, it } from 'vitest';
import { newApplication, runNestAdd } from './project-tree.js';

/** A file of a root module, and what it is afterwards. */
interface Shape {
  readonly shape: string;
  readonly before: string;
  readonly after: string;
}

const imports = `import { Module } from '@nestjs/common';
import { UsersModule } from './users.module.js';
`;
const importsAfter = `import { Module } from '@nestjs/common';
import { TracingModule } from 'nestjs-tracing';
import { UsersModule } from './users.module.js';
`;
const module = 'export class AppModule {}\n';

const listsOfImports: readonly Shape[] = [
  {
    shape: 'that is empty',
    before: `@Module({ imports: [], providers: [] })`,
    after: `@Module({ imports: [TracingModule.forRoot({ serviceName: 'shop' })], providers: [] })`,
  },
  {
    shape: 'that is empty but for a comment',
    before: `@Module({ imports: [/* none yet */] })`,
    after: `@Module({ imports: [TracingModule.forRoot({ serviceName: 'shop' }) /* none yet */] })`,
  },
  {
    shape: 'on one line',
    before: `@Module({ imports: [UsersModule, OrdersModule], })`,
    after: `@Module({ imports: [TracingModule.forRoot({ serviceName: 'shop' }), UsersModule, OrdersModule], })`,
  },
  {
    shape: 'on one line with blanks inside',
    before: `@Module({ imports: [ UsersModule ] })`,
    after: `@Module({ imports: [ TracingModule.forRoot({ serviceName: 'shop' }), UsersModule ] })`,
  },
  {
    shape: 'on lines of their own, without a comma at the end',
    before: `@Module({
  imports: [
    UsersModule,
    OrdersModule.forRoot({
      lines: [1],
    })
  ],
  providers: []
})`,
    after: `@Module({
  imports: [
    TracingModule.forRoot({ serviceName: 'shop' }),
    UsersModule,
    OrdersModule.forRoot({
      lines: [1],
    })
  ],
  providers: []
})`,
  },
  {
    shape: 'with comments, indented by tabs',
    before: `@Module({
\timports: [ // the order matters
\t\t// people
\t\tUsersModule, // and more
\t],
})`,
    after: `@Module({
\timports: [ // the order matters
\t\tTracingModule.forRoot({ serviceName: 'shop' }),
\t\t// people
\t\tUsersModule, // and more
\t],
})`,
  },
  {
    shape: 'that has only a comment on a line of its own',
    before: `@Module({
  imports: [
    // none yet
  ],
})`,
    after: `@Module({
  imports: [
    TracingModule.forRoot({ serviceName: 'shop' }),
    // none yet
  ],
})`,
  },
  {
    shape: 'that begins with a spread',
    before: `@Module({ imports: [...features, UsersModule] })`,
    after: `@Module({ imports: [TracingModule.forRoot({ serviceName: 'shop' }), ...features, UsersModule] })`,
  },
  {
    shape: 'under a quoted key, with a type',
    before: `@Module({ 'imports': [UsersModule] as Type[] })`,
    after: `@Module({ 'imports': [TracingModule.forRoot({ serviceName: 'shop' }), UsersModule] as Type[] })`,
  },
  {
    shape: 'that is a constant',
    before: `@Module({ imports: features, providers: [] })`,
    after: `@Module({ imports: [TracingModule.forRoot({ serviceName: 'shop' }), ...features], providers: [] })`,
  },
  {
    shape: 'that is chosen at run time',
    before: `@Module({ imports: isTest ? [] : [UsersModule] })`,
    after: `@Module({ imports: [TracingModule.forRoot({ serviceName: 'shop' }), ...isTest ? [] : [UsersModule]] })`,
  },
  {
    shape: 'that is chosen at run time, or none',
    before: `@Module({ imports: isTest ? [UsersModule] : undefined })`,
    after: `@Module({ imports: [TracingModule.forRoot({ serviceName: 'shop' }), ...((isTest ? [UsersModule] : undefined) ?? [])] })`,
  },
  {
    shape: 'that is a property',
    before: `@Module({ imports: (config.imports) as Type[] })`,
    after: `@Module({ imports: ([TracingModule.forRoot({ serviceName: 'shop' }), ...(config.imports ?? [])]) as Type[] })`,
  },
  {
    shape: 'that has another in its place',
    before: `@Module({ imports: given || [UsersModule] })`,
    after: `@Module({ imports: [TracingModule.forRoot({ serviceName: 'shop' }), ...given || [UsersModule]] })`,
  },
  {
    shape: 'that is one of two others',
    before: `@Module({ imports: given || features })`,
    after: `@Module({ imports: [TracingModule.forRoot({ serviceName: 'shop' }), ...((given || features) ?? [])] })`,
  },
  {
    shape: 'that a function makes',
    before: `@Module({ imports: features() })`,
    after: `@Module({ imports: [TracingModule.forRoot({ serviceName: 'shop' }), ...features()] })`,
  },
  {
    shape: 'that is undefined',
    before: `@Module({ imports: undefined })`,
    after: `@Module({ imports: [TracingModule.forRoot({ serviceName: 'shop' })] })`,
  },
  {
    shape: 'under a computed key',
    before: `@Module({ ['imports']: [UsersModule] })`,
    after: `@Module({ ['imports']: [TracingModule.forRoot({ serviceName: 'shop' }), UsersModule] })`,
  },
  {
    shape: 'behind what is spread',
    before: `@Module({ ...base, imports: [UsersModule] })`,
    after: `@Module({ ...base, imports: [TracingModule.forRoot({ serviceName: 'shop' }), UsersModule] })`,
  },
  {
    shape: 'in shorthand',
    before: `@Module({ imports, providers: [] })`,
    after: `@Module({ imports: [TracingModule.forRoot({ serviceName: 'shop' }), ...imports], providers: [] })`,
  },
];

const metadataWithout: readonly Shape[] = [
  {
    shape: 'nothing in it',
    before: `@Module({})`,
    after: `@Module({ imports: [TracingModule.forRoot({ serviceName: 'shop' })] })`,
  },
  {
    shape: 'an argument',
    before: `@Module()`,
    after: `@Module({ imports: [TracingModule.forRoot({ serviceName: 'shop' })] })`,
  },
  {
    shape: 'imports, on one line',
    before: `@Module({ controllers: [AppController] })`,
    after: `@Module({ imports: [TracingModule.forRoot({ serviceName: 'shop' })], controllers: [AppController] })`,
  },
  {
    shape: 'imports, under other decorators',
    before: `@Global()
@Module({
    controllers: [AppController]
})`,
    after: `@Global()
@Module({
    imports: [TracingModule.forRoot({ serviceName: 'shop' })],
    controllers: [AppController]
})`,
  },
];

const files: readonly Shape[] = [
  {
    shape: 'with double quotes and no semicolons',
    before: `import { Module } from "@nestjs/common"

@Module({ imports: [] })
export class AppModule {}
`,
    after: `import { Module } from "@nestjs/common"
import { TracingModule } from "nestjs-tracing"

@Module({ imports: [TracingModule.forRoot({ serviceName: "shop" })] })
export class AppModule {}
`,
  },
  {
    shape: 'with the line breaks of Windows',
    before: `import { Module } from '@nestjs/common';\r\n\r\n@Module({\r\n  providers: [],\r\n})\r\nexport class AppModule {}\r\n`,
    after: `import { Module } from '@nestjs/common';\r\nimport { TracingModule } from 'nestjs-tracing';\r\n\r\n@Module({\r\n  imports: [TracingModule.forRoot({ serviceName: 'shop' })],\r\n  providers: [],\r\n})\r\nexport class AppModule {}\r\n`,
  },
  {
    shape: 'with Module under another name, and a comment behind its import',
    before: `/* Copyright */
import { Module as NestModule } from '@nestjs/common'; // the framework
import type { Type } from '@nestjs/common';

@NestModule({ imports: [] })
export class AppModule {}
`,
    after: `/* Copyright */
import { Module as NestModule } from '@nestjs/common'; // the framework
import type { Type } from '@nestjs/common';
import { TracingModule } from 'nestjs-tracing';

@NestModule({ imports: [TracingModule.forRoot({ serviceName: 'shop' })] })
export class AppModule {}
`,
  },
  {
    shape: 'with a namespace',
    before: `import * as nest from '@nestjs/common';

@nest.Module({ imports: [] })
export class AppModule {}
`,
    after: `import * as nest from '@nestjs/common';
import { TracingModule } from 'nestjs-tracing';

@nest.Module({ imports: [TracingModule.forRoot({ serviceName: 'shop' })] })
export class AppModule {}
`,
  },
  {
    shape: 'with the metadata in a constant',
    before: `import { Module } from '@nestjs/common';
const metadata = { imports: [], providers: [] } satisfies ModuleMetadata;

@Module(metadata)
export class AppModule {}
`,
    after: `import { Module } from '@nestjs/common';
import { TracingModule } from 'nestjs-tracing';
const metadata = { imports: [TracingModule.forRoot({ serviceName: 'shop' })], providers: [] } satisfies ModuleMetadata;

@Module(metadata)
export class AppModule {}
`,
  },
  {
    shape: 'with another import of the library',
    before: `import { Module } from '@nestjs/common';
import { TracingInterceptor } from 'nestjs-tracing';

@Module({ imports: [] })
export class AppModule {}
`,
    after: `import { Module } from '@nestjs/common';
import { TracingModule, TracingInterceptor } from 'nestjs-tracing';

@Module({ imports: [TracingModule.forRoot({ serviceName: 'shop' })] })
export class AppModule {}
`,
  },
  {
    shape: 'with TracingModule imported already, under another name',
    before: `import { Module } from '@nestjs/common';
import { TracingModule as Traces } from 'nestjs-tracing';

@Module({ imports: [] })
export class AppModule {}
`,
    after: `import { Module } from '@nestjs/common';
import { TracingModule as Traces } from 'nestjs-tracing';

@Module({ imports: [Traces.forRoot({ serviceName: 'shop' })] })
export class AppModule {}
`,
  },
  {
    shape: 'with several modules',
    before: `import { Module } from '@nestjs/common';

@Module({ imports: [] })
class OtherModule {}

@Module({ imports: [OtherModule] })
export class AppModule {}
`,
    after: `import { Module } from '@nestjs/common';
import { TracingModule } from 'nestjs-tracing';

@Module({ imports: [] })
class OtherModule {}

@Module({ imports: [TracingModule.forRoot({ serviceName: 'shop' }), OtherModule] })
export class AppModule {}
`,
  },
];

describe('nest add nestjs-tracing', () => {
  it.each(listsOfImports)('puts the module first in a list $shape', async ({ before, after }) => {
    expect(await changed(`${imports}\n${before}\n${module}`)).toBe(
      `${importsAfter}\n${after}\n${module}`,
    );
  });

  it.each(metadataWithout)(
    'adds the list to metadata without $shape',
    async ({ before, after }) => {
      expect(await changed(`${imports}\n${before}\n${module}`)).toBe(
        `${importsAfter}\n${after}\n${module}`,
      );
    },
  );

  it.each(files)('keeps the style of a file $shape', async ({ before, after }) => {
    expect(await changed(before)).toBe(after);
  });
});

async function changed(text: string): Promise<string> {
  const result = await runNestAdd({ ...newApplication, 'src/app.module.ts': text });
  return result.read('src/app.module.ts');
}
