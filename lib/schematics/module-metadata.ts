import ts from 'typescript';
import { importOfNamespace, localNameOf } from './source-files.js';

const nestCommon = '@nestjs/common';

/** The call in `@Module({ ... })`, whatever name the file has for it. */
export function moduleDecorator(declaration: ts.ClassDeclaration): ts.CallExpression | undefined {
  const calls = (ts.getDecorators(declaration) ?? []).map(({ expression }) => expression);
  return calls.filter(ts.isCallExpression).find((call) => isModule(call.expression));
}

function isModule(callee: ts.Expression): boolean {
  const source = callee.getSourceFile();
  if (ts.isIdentifier(callee)) return callee.text === localNameOf(source, nestCommon, 'Module');
  return (
    ts.isPropertyAccessExpression(callee) &&
    callee.name.text === 'Module' &&
    importOfNamespace(source, callee.expression.getText()) === nestCommon
  );
}

/**
 * The object a decorator is given, also by the name of a constant of the same file.
 *
 * @returns undefined where it comes from elsewhere
 */
export function metadataOf(argument: ts.Expression): ts.ObjectLiteralExpression | undefined {
  const value = withoutTypes(argument);
  if (ts.isObjectLiteralExpression(value)) return value;
  if (!ts.isIdentifier(value)) return undefined;
  const initializer = value
    .getSourceFile()
    .statements.filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => declarationList.declarations)
    .find(({ name }) => ts.isIdentifier(name) && name.text === value.text)?.initializer;
  const object = initializer && withoutTypes(initializer);
  return object && ts.isObjectLiteralExpression(object) ? object : undefined;
}

/** `[A]` of `[A] as const`, `[A] satisfies Imports` and `([A])`. */
export function withoutTypes(expression: ts.Expression): ts.Expression {
  const isWrapped =
    ts.isAsExpression(expression) ||
    ts.isSatisfiesExpression(expression) ||
    ts.isParenthesizedExpression(expression);
  return isWrapped ? withoutTypes(expression.expression) : expression;
}
