import ts from 'typescript';
import { findClass } from './find-class.js';
import { moduleDecorator, withoutTypes } from './module-metadata.js';
import type { ProjectFiles } from './schematic.interface.js';
import {
  findNodes,
  importOfNamespace,
  localNameOf,
  parseFile,
  resolveImport,
} from './source-files.js';

/** A server is the application, whatever is started beside it, such as a script. */
const factoryMethods = ['create', 'createMicroservice', 'createApplicationContext'];

/** What a file starts an application with: that of the first method in their order. */
export function startedRoots(files: ProjectFiles, file: string): ts.Expression[] {
  const calls = findNodes(parseFile(files, file), ts.isCallExpression);
  const starts = factoryMethods.map((method) => calls.filter((call) => isStart(call, method)));
  const preferred = starts.find(({ length }) => length > 0) ?? [];
  return preferred.flatMap((call) => call.arguments[0] ?? []);
}

function isStart({ expression: callee }: ts.CallExpression, method: string): boolean {
  if (!ts.isPropertyAccessExpression(callee) || callee.name.text !== method) return false;
  const source = callee.getSourceFile();
  const [first, second] = pathOf(callee.expression);
  return second === undefined
    ? first !== undefined && first === localNameOf(source, '@nestjs/core', 'NestFactory')
    : second === 'NestFactory' && importOfNamespace(source, first!) === '@nestjs/core';
}

/** The module of `AppModule`, `modules.AppModule` and `await AppModule.forRoot()`. */
export function findModule(
  files: ProjectFiles,
  root: ts.Expression,
): ts.ClassDeclaration | undefined {
  const [first, second] = pathOf(root);
  if (first === undefined) return undefined;
  const source = root.getSourceFile();
  const specifier = importOfNamespace(source, first);
  const there = specifier && resolveImport(files, source.fileName, specifier);
  const found =
    there && second ? findClass(files, there, second) : findClass(files, source.fileName, first);
  return found && moduleDecorator(found) ? found : undefined;
}

/** `modules`, `AppModule` and `forRoot` of `await modules.AppModule.forRoot()`; nothing of what is no name. */
function pathOf(expression: ts.Expression): string[] {
  const value = withoutTypes(expression);
  if (ts.isIdentifier(value)) return [value.text];
  if (ts.isPropertyAccessExpression(value)) {
    const above = pathOf(value.expression);
    return above.length > 0 ? [...above, value.name.text] : [];
  }
  const isAround =
    ts.isCallExpression(value) || ts.isAwaitExpression(value) || ts.isNonNullExpression(value);
  return isAround ? pathOf(value.expression) : [];
}
