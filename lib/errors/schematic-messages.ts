/** The sentences of `nest add nestjs-tracing`, one each: what, which, why, what to do. */
export const schematicMessages = {
  added: (file: string) =>
    `TracingModule is in the imports of ${file}. Traces go to http://localhost:4318; ` +
    `start the application with DEBUG=True to see them in the terminal.`,

  guessed: (file: string, main: string) =>
    `${file} was taken for the file of the root module because of its name, since NestFactory in ` +
    `${main} does not lead to one. Should another be the root, take this back and name its file: ` +
    `nest add nestjs-tracing --module=src/root.module.ts`,

  alreadyThere: (file: string) => `${file} has TracingModule already, so nothing was changed.`,

  noRootModule: (main: string, usual: string) =>
    `No root module was found: neither does NestFactory in ${main} lead to one, nor is there one in ${usual}. ` +
    `Name its file: nest add nestjs-tracing --module=src/root.module.ts`,

  noModuleInFile: (file: string) =>
    `No root module was found: ${file} does not exist or has no class with @Module(). ` +
    `Give "module" the path of the file from the folder of package.json.`,

  byHand: (file: string, reason: string, call: string) =>
    `${file} was left as it is, since ${reason}. ` +
    `Import TracingModule from 'nestjs-tracing', and put this first in the imports of the module: ${call}`,

  nameTaken: 'it has another TracingModule',

  importsElsewhere: 'the imports of its module are not written in @Module() itself',

  noCompilerApi: (version: string) =>
    `TypeScript ${version} has no compiler API, which is needed to change the root module. ` +
    `Add TracingModule by hand, as the README shows, or install typescript@6 while you run this.`,
};
