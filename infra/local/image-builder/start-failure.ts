/** A reason why the server cannot start. Its message is a sentence for whoever started it. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure';
}
