/** The rules read ARNs too, and stand below: what reads them lies beneath both. */
export { isFloating, parseArn, type ResourceArn } from '../arn.ts';
