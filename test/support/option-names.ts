import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const folder = fileURLToPath(new URL('../../lib/options/', import.meta.url));

/**
 * Every option there is, as `otlp.url`: what the compiler knows of `TracingModuleOptions`. What is
 * declared elsewhere, and what may also be a text or a function, is one option.
 */
export function findOptionNames(): string[] {
  const { checker, type } = load('tracing-options.interface.ts', 'TracingModuleOptions');
  return leavesOf(checker, type, '');
}

/** Every environment variable that is read. */
export function findVariableNames(): string[] {
  const { type } = load('tracing-environment.ts', 'TracingEnvironment');
  return type.getProperties().map(({ name }) => name);
}

function load(file: string, name: string): { checker: ts.TypeChecker; type: ts.Type } {
  const program = ts.createProgram([folder + file], {
    strict: true,
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    skipLibCheck: true,
    types: ['node'],
  });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(folder + file);
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(source!)!);
  const symbol = exported.find((one) => one.name === name);
  return { checker, type: checker.getDeclaredTypeOfSymbol(symbol!) };
}

function leavesOf(checker: ts.TypeChecker, type: ts.Type, prefix: string): string[] {
  return type.getProperties().flatMap((property) => {
    const name = `${prefix}${property.name}`;
    const value = checker.getNonNullableType(checker.getTypeOfSymbol(property));
    const group = groupIn(checker, value);
    return group === undefined ? [name] : leavesOf(checker, group, `${name}.`);
  });
}

/** The options in one such object, in a list of them, or in one that something else may stand for. */
function groupIn(checker: ts.TypeChecker, type: ts.Type): ts.Type | undefined {
  if (type.isUnion()) {
    const isObjects = type.types.every(({ flags }) => (flags & ts.TypeFlags.Object) !== 0);
    return isObjects ? type.types.find(isGroup) : undefined;
  }
  const item = checker.isArrayType(type)
    ? checker.getTypeArguments(type as ts.TypeReference)[0]
    : type;
  return item !== undefined && isGroup(item) ? item : undefined;
}

/** An object of options of ours, or the limits of the SDK. */
function isGroup(type: ts.Type): boolean {
  const [declaration] = type.getSymbol()?.getDeclarations() ?? [];
  const isOurs = declaration?.getSourceFile().fileName.startsWith(folder) === true;
  const isObject =
    declaration !== undefined &&
    (ts.isInterfaceDeclaration(declaration) || ts.isTypeLiteralNode(declaration));
  return isObject && (isOurs || type.getSymbol()?.name === 'SpanLimits');
}
