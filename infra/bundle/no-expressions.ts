/** In the place of the engine for expressions where a policy has none; nothing asks for it then. */
export class Environment {
  constructor() {
    throw new TypeError('this function was bundled for a policy without expressions');
  }
}
