/** In the place of the other way to retry, which our client is not set to. */
export class AdaptiveRetryStrategy {
  constructor() {
    throw new TypeError('this function was bundled without adaptive retries');
  }
}
