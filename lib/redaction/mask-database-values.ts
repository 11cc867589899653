/** What a database server says, and where in it a value stands. */
interface ServerMessage {
  /** Without which it is not worth to look. */
  readonly phrase: string;
  readonly pattern: RegExp;
  readonly masked: string;
}

/**
 * Servers quote values as they are, so that a quote in one does not end it: it ends before the words
 * that follow it, or where the stack begins, or never.
 */
const REST = '[^]*?(?=\\n {4}at |$)';

/** PostgreSQL, MySQL and MariaDB, MongoDB, SQL Server. */
const MESSAGES: readonly ServerMessage[] = [
  message('Duplicate entry ', "(Duplicate entry )'", "'(?= for key )", "$1'?'"),
  message('Incorrect ', "(Incorrect [\\w ]{1,40} value: )'", "'(?= for )", "$1'?'"),
  message('incorrect ', "(incorrect [\\w ]{1,40} value: )'", "'(?=\\n {4}at |$)", "$1'?'"),
  message(' near ', "(SQL syntax[^\\n]{0,200} near )'", "'(?= at line \\d)", "$1'?'"),
  message('Key (', '(Key \\([^)]{0,256}\\)=)\\(', '\\)(?= (?:already |is |conflicts ))', '$1(?)'),
  message('value "', '(value )"(?=[^]{0,256} is out of range)', '"(?= is out of range)', '$1"?"'),
  message('invalid input ', '(invalid input (?:syntax|value) for [^:"]{1,100}: )"', REST, '$1"?"'),
  message('malformed ', '(malformed \\w{1,20} literal: )"', REST, '$1"?"'),
  message('out of range: ', '(out of range: )"', REST, '$1"?"'),
  message('at or near ', '(at or near )"(?=[\'$\\d])', REST, '$1"?"'),
  message('dup key: ', '(dup key: )\\{', '\\}(?=[^}\\n]{0,200}(?:\\n|$))', '$1{ ? }'),
  message('duplicate key value is ', '(duplicate key value is )\\(', '\\)(?=\\.)', '$1(?)'),
  message('converting the ', "(converting the \\w{1,40} value )'", "'(?= to data type)", "$1'?'"),
];

/** A text in which the values are masked that a database server has quoted in a message of its. */
export function maskDatabaseValues(text: string): string {
  let masked = text;
  for (const { phrase, pattern, masked: replacement } of MESSAGES) {
    if (masked.includes(phrase)) {
      masked = masked.replaceAll(pattern, replacement);
    }
  }
  return masked;
}

/** @param end of the value, beyond which nothing of it is left; where there is none, all is of it */
function message(phrase: string, start: string, end: string, masked: string): ServerMessage {
  const value = end === REST ? REST : `[^]*?(?:${end}|(?=\\n {4}at |$))`;
  return { phrase, pattern: new RegExp(start + value, 'g'), masked };
}
