/** A reason why the server cannot start. Its message is a sentence for whoever started it. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure';
  /** What stands in the way. */
  readonly obstacle: 'port' | 'data file';

  constructor(message: string, obstacle: StartFailure['obstacle'] = 'data file') {
    super(message);
    this.obstacle = obstacle;
  }
}
