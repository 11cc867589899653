import ts from 'typescript';
import type { ProjectFiles } from './schematic.interface.js';
import {
  importedVariables,
  importsOf,
  parseFile,
  resolveImport,
  specifierOf,
} from './source-files.js';

/** A name, and the file it is to be looked up in: the same one where there is no specifier. */
interface Origin {
  readonly specifier?: string;
  readonly name: string;
}

/**
 * Follows a name through imports and re-exports to the class.
 *
 * @returns undefined where a package, a path of the tsconfig or an expression comes in between
 */
export function findClass(
  files: ProjectFiles,
  file: string,
  name: string,
  seen: ReadonlySet<string> = new Set(),
): ts.ClassDeclaration | undefined {
  const step = `${file}#${name}`;
  if (seen.has(step)) return undefined;
  const source = parseFile(files, file);
  const declared = source.statements.filter(ts.isClassDeclaration);
  const found = declared.find((candidate) => isCalled(candidate, name));
  if (found !== undefined) return found;
  for (const origin of originsOf(source, name)) {
    const { specifier } = origin;
    const there = specifier === undefined ? file : resolveImport(files, file, specifier);
    const deeper = there && findClass(files, there, origin.name, new Set([...seen, step]));
    if (deeper) return deeper;
  }
  return undefined;
}

function originsOf(source: ts.SourceFile, name: string): Origin[] {
  return [importOrigins, variableOrigins, exportOrigins].flatMap((origins) =>
    origins(source, name),
  );
}

function isCalled(declaration: ts.ClassDeclaration, name: string): boolean {
  const isDefault = declaration.modifiers?.some(
    ({ kind }) => kind === ts.SyntaxKind.DefaultKeyword,
  );
  return declaration.name?.text === name || (name === 'default' && isDefault === true);
}

function importOrigins(source: ts.SourceFile, name: string): Origin[] {
  return importsOf(source).flatMap((declaration) => {
    const { importClause } = declaration;
    const bindings = importClause?.namedBindings;
    const elements = bindings && ts.isNamedImports(bindings) ? bindings.elements : [];
    const names = elements
      .filter((element) => element.name.text === name)
      .map((element) => (element.propertyName ?? element.name).text);
    if (importClause?.name?.text === name) names.push('default');
    return names.map((there) => ({ specifier: specifierOf(declaration), name: there }));
  });
}

/** `const { AppModule } = await import('./app.module.js');` */
function variableOrigins(source: ts.SourceFile, name: string): Origin[] {
  return importedVariables(source).flatMap(({ binding, specifier }) => {
    const elements = ts.isObjectBindingPattern(binding) ? binding.elements : [];
    return elements
      .filter((element) => element.name.getText() === name)
      .map((element) => ({ specifier, name: (element.propertyName ?? element.name).getText() }));
  });
}

function exportOrigins(source: ts.SourceFile, name: string): Origin[] {
  const reExports = source.statements.filter(ts.isExportDeclaration).flatMap((declaration) => {
    const { exportClause, moduleSpecifier } = declaration;
    const from = moduleSpecifier === undefined ? {} : { specifier: specifierOf(declaration) };
    if (exportClause === undefined) return [{ ...from, name }];
    if (!ts.isNamedExports(exportClause)) return [];
    return exportClause.elements
      .filter((element) => element.name.text === name)
      .map((element) => ({ ...from, name: (element.propertyName ?? element.name).text }));
  });
  return name === 'default' ? [...reExports, ...defaultExports(source)] : reExports;
}

/** `export default AppModule;` */
function defaultExports(source: ts.SourceFile): Origin[] {
  return source.statements
    .filter(ts.isExportAssignment)
    .map(({ expression }) => expression)
    .filter(ts.isIdentifier)
    .map(({ text }) => ({ name: text }));
}
