import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const folder = fileURLToPath(new URL('../../lib/options/', import.meta.url));

/**
 * Every option there is, as `otlp.url`: what the compiler knows of `TracingModuleOptions`. What is
 * declared elsewhere, and what may also be something other than an object, is one option.
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
    return isGroup(value) ? leavesOf(checker, value, `${name}.`) : [name];
  });
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
