import ts from 'typescript';
import { withoutTypes } from './module-metadata.js';

/**
 * The entries that a list given by an expression has in another one: `...features` for `features`,
 * and none for `undefined`.
 *
 * @returns undefined where it may be `false`, which cannot be spread
 */
export function spread(list: ts.Expression): string[] | undefined {
  if (list.getText() === 'undefined') return [];
  if (mayBeFalse(list)) return undefined;
  const text = list.getText();
  if (isList(list) || ts.isIdentifier(list)) return [`...${text}`];
  return [`...(${ts.isPropertyAccessExpression(list) ? text : `(${text})`} ?? [])`];
}

/** Whether it is `isOn && [A]`, or may have the value of that. */
function mayBeFalse(expression: ts.Expression): boolean {
  const value = withoutTypes(expression);
  if (ts.isConditionalExpression(value)) {
    return mayBeFalse(value.whenTrue) || mayBeFalse(value.whenFalse);
  }
  if (!ts.isBinaryExpression(value)) return false;
  const { kind } = value.operatorToken;
  const isAnd = kind === ts.SyntaxKind.AmpersandAmpersandToken;
  const isElse = kind === ts.SyntaxKind.QuestionQuestionToken && mayBeFalse(value.left);
  return isAnd || isElse || mayBeFalse(value.right);
}

/** Whether it is a list always, for which TypeScript allows no `??`. */
function isList(expression: ts.Expression): boolean {
  const value = withoutTypes(expression);
  if (ts.isConditionalExpression(value)) return isList(value.whenTrue) && isList(value.whenFalse);
  if (ts.isBinaryExpression(value)) return isList(value.right);
  return ts.isArrayLiteralExpression(value) || ts.isCallExpression(value);
}
