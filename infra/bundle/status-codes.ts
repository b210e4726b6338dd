/**
 * In the place of Node's HTTP module, of which the body parser takes the names of statuses for its errors. A function that calls
 * nobody needs no HTTP.
 */
export const STATUS_CODES: Readonly<Record<number, string>> = {
  415: 'Unsupported Media Type',
  422: 'Unprocessable Entity',
};
