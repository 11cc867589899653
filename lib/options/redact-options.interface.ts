/**
 * What is masked besides the names of secrets that are known anyway.
 *
 * @publicApi
 */
export interface RedactOptions {
  /**
   * Further names of secrets, whose values are masked as `REDACTED`: whole names, in capitals or not, or
   * RegExps tried on the name. They hold for query parameters of URLs, in and out, for headers that
   * are captured, and for `name=value` and `"name": "value"` in messages of errors. Names such as
   * `password`, `access_token` and `api_key` are known without being listed.
   *
   * They hold for the whole process from then on, whichever application in it named them.
   * @default none
   */
  keys?: readonly (string | RegExp)[];
}
