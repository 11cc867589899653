import ts from 'typescript';
import { schematicMessages } from '../errors/schematic-messages.js';
import { metadataOf, moduleDecorator, withoutTypes } from './module-metadata.js';
import { findNode, importsOf, localNameOf, namedImportsFrom, specifierOf } from './source-files.js';
import { spread } from './spread.js';
import { applyEdits, endOfComments, insertFirst, insertion, lineBreakOf } from './text-edit.js';
import type { TextEdit } from './text-edit.js';

const library = 'nestjs-tracing';
const moduleName = 'TracingModule';

/**
 * The text of a module's file with TracingModule imported, and first in the module's imports.
 * Everything else stays as it is written.
 *
 * @throws Error that says what to write by hand, where the imports are not spelled out in the file
 */
export function addTracingModule(declaration: ts.ClassDeclaration, serviceName: string): string {
  const source = declaration.getSourceFile();
  const name = localNameOf(source, library, moduleName);
  const call = `${name ?? moduleName}.forRoot({ serviceName: ${quoted(serviceName, source)} })`;
  const refuse = (reason: string): never => {
    throw new Error(schematicMessages.byHand(source.fileName, reason, call));
  };
  if (name === undefined && isTaken(source)) refuse(schematicMessages.nameTaken);
  const entry = entryEdit(declaration, call) ?? refuse(schematicMessages.importsElsewhere);
  return applyEdits(source.text, name === undefined ? [importEdit(source), entry] : [entry]);
}

/** Whether a file sets tracing up already. */
export function hasTracingModule(source: ts.SourceFile): boolean {
  const name = localNameOf(source, library, moduleName);
  const isSetUp = (node: ts.Node): node is ts.PropertyAccessExpression =>
    ts.isPropertyAccessExpression(node) &&
    ts.isIdentifier(node.expression) &&
    node.expression.text === name &&
    ['forRoot', 'forRootAsync'].includes(node.name.text);
  return findNode(source, isSetUp) !== undefined;
}

/** Without our import the name can only be another's, and two of them would not compile. */
function isTaken(source: ts.SourceFile): boolean {
  const isName = (node: ts.Node): node is ts.Identifier =>
    ts.isIdentifier(node) && node.text === moduleName;
  return findNode(source, isName) !== undefined;
}

function entryEdit(declaration: ts.ClassDeclaration, call: string): TextEdit | undefined {
  const decorator = moduleDecorator(declaration)!;
  const [argument] = decorator.arguments;
  if (argument === undefined) {
    return insertion(decorator.getEnd() - 1, `{ imports: [${call}] }`);
  }
  const metadata = metadataOf(argument);
  return metadata && entryOf(metadata, call);
}

function entryOf(metadata: ts.ObjectLiteralExpression, call: string): TextEdit | undefined {
  const { properties } = metadata;
  if (properties.some(isNamedAtRunTime)) return undefined;
  const imports = properties.findLast(({ name }) => name && nameOf(name) === 'imports');
  const last = properties.findLast(ts.isSpreadAssignment);
  // What is spread may have imports of its own: it would lose them, or replace these.
  if (last !== undefined && (imports === undefined || last.pos > imports.pos)) return undefined;
  if (imports === undefined) return insertFirst(metadata, `imports: [${call}]`);
  if (ts.isShorthandPropertyAssignment(imports)) {
    return insertion(imports.getEnd(), `: [${call}, ...imports]`);
  }
  return ts.isPropertyAssignment(imports) ? listEdit(imports.initializer, call) : undefined;
}

function listEdit(initializer: ts.Expression, call: string): TextEdit | undefined {
  const list = withoutTypes(initializer);
  if (ts.isArrayLiteralExpression(list)) return insertFirst(list, call);
  const others = spread(list);
  const text = others && `[${[call, ...others].join(', ')}]`;
  return text === undefined ? undefined : { start: list.getStart(), end: list.getEnd(), text };
}

function isNamedAtRunTime({ name }: ts.ObjectLiteralElementLike): boolean {
  return name !== undefined && ts.isComputedPropertyName(name) && nameOf(name) === undefined;
}

/** `imports` of `imports`, `'imports'` and `['imports']`. */
function nameOf(name: ts.PropertyName): string | undefined {
  const said = ts.isComputedPropertyName(name) ? name.expression : name;
  const isComputed = said !== name;
  if (ts.isStringLiteralLike(said)) return said.text;
  return !isComputed && ts.isIdentifier(said) ? said.text : undefined;
}

/** Beside other names of the library, or behind the last import of a package. */
function importEdit(source: ts.SourceFile): TextEdit {
  const [named] = namedImportsFrom(source, library);
  if (named !== undefined) return insertFirst(named, moduleName);
  // There is one: @Module() was imported.
  const last = importsOf(source).findLast((one) => !specifierOf(one).startsWith('.'))!;
  const semicolon = last.getText().endsWith(';') ? ';' : '';
  const line = `import { ${moduleName} } from ${quoted(library, source)}${semicolon}`;
  return insertion(endOfComments(source.text, last.getEnd()), `${lineBreakOf(source.text)}${line}`);
}

/** As a string literal, in the quotes of the file. */
function quoted(text: string, source: ts.SourceFile): string {
  const literal = JSON.stringify(text);
  if (importsOf(source)[0]?.moduleSpecifier.getText().startsWith('"')) return literal;
  return `'${literal.slice(1, -1).replaceAll(`\\"`, `"`).replaceAll(`'`, `\\'`)}'`;
}
