import { posix } from 'node:path';
import ts from 'typescript';
import type { ProjectFiles } from './schematic.interface.js';

export function parseFile(files: ProjectFiles, path: string): ts.SourceFile {
  return ts.createSourceFile(path, readSource(files, path), ts.ScriptTarget.Latest, true);
}

/** The text of a file; nothing of one that is no UTF-8, which cannot be read, and is passed over. */
export function readSource(files: ProjectFiles, path: string): string {
  try {
    return files.readText(path);
  } catch {
    return '';
  }
}

/** The file a relative import names: `src/app.module.ts` for `./app.module.js` in `src/main.ts`. */
export function resolveImport(
  files: ProjectFiles,
  from: string,
  specifier: string,
): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  return findFile(files, posix.join(posix.dirname(from), specifier));
}

/** A TypeScript file, by a path that may end as an import's does. */
export function findFile(files: ProjectFiles, path: string): string | undefined {
  const candidates = [
    path,
    path.replace(/\.js$/, '.ts'),
    `${path}.ts`,
    posix.join(path, 'index.ts'),
  ];
  return candidates.find((candidate) => candidate.endsWith('.ts') && files.exists(candidate));
}

export function specifierOf(declaration: ts.ImportDeclaration | ts.ExportDeclaration): string {
  const { moduleSpecifier } = declaration;
  return moduleSpecifier !== undefined && ts.isStringLiteral(moduleSpecifier)
    ? moduleSpecifier.text
    : '';
}

/** Under which name the file knows what a package exports: `Mod` for `import { Module as Mod }`. */
export function localNameOf(
  source: ts.SourceFile,
  packageName: string,
  exported: string,
): string | undefined {
  return namedImportsFrom(source, packageName)
    .flatMap(({ elements }) => elements)
    .find(
      (element) => !element.isTypeOnly && (element.propertyName ?? element.name).text === exported,
    )?.name.text;
}

export function namedImportsFrom(source: ts.SourceFile, packageName: string): ts.NamedImports[] {
  return importsOf(source)
    .filter((declaration) => specifierOf(declaration) === packageName)
    .filter(({ importClause }) => importClause?.isTypeOnly !== true)
    .flatMap(({ importClause }) => importClause?.namedBindings ?? [])
    .filter(ts.isNamedImports);
}

/** Where `name` is from: `./modules` of `import * as name from './modules'`, or of an `import()`. */
export function importOfNamespace(source: ts.SourceFile, name: string): string | undefined {
  const declaration = importsOf(source).find(({ importClause }) => {
    const bindings = importClause?.namedBindings;
    return bindings !== undefined && ts.isNamespaceImport(bindings) && bindings.name.text === name;
  });
  return declaration === undefined
    ? importedVariables(source).find(({ binding }) => binding.getText() === name)?.specifier
    : specifierOf(declaration);
}

/** `{ AppModule }` and its file of `const { AppModule } = await import('./app.module.js')`. */
export function importedVariables(
  source: ts.SourceFile,
): { readonly binding: ts.BindingName; readonly specifier: string }[] {
  return findNodes(source, ts.isVariableDeclaration).flatMap(({ name, initializer }) => {
    const specifier = initializer && specifierOfImportCall(initializer);
    return specifier === undefined ? [] : [{ binding: name, specifier }];
  });
}

function specifierOfImportCall(expression: ts.Expression): string | undefined {
  const call = ts.isAwaitExpression(expression) ? expression.expression : expression;
  const isImport =
    ts.isCallExpression(call) && call.expression.kind === ts.SyntaxKind.ImportKeyword;
  const path = isImport ? call.arguments[0] : undefined;
  return path && ts.isStringLiteralLike(path) ? path.text : undefined;
}

export function importsOf(source: ts.SourceFile): ts.ImportDeclaration[] {
  return source.statements.filter(ts.isImportDeclaration);
}

/** The first node, in the order of the text, that fits. */
export function findNode<Found extends ts.Node>(
  node: ts.Node,
  fits: (candidate: ts.Node) => candidate is Found,
): Found | undefined {
  if (fits(node)) return node;
  return ts.forEachChild(node, (child) => findNode(child, fits));
}

/** All nodes that fit, in the order of the text. */
export function findNodes<Found extends ts.Node>(
  node: ts.Node,
  fits: (candidate: ts.Node) => candidate is Found,
): Found[] {
  const found = fits(node) ? [node] : [];
  ts.forEachChild(node, (child) => {
    found.push(...findNodes(child, fits));
  });
  return found;
}
