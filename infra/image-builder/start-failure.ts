/** A reason why the server cannot start. Its message is a sentence for whoever started it. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure';
  /** What stands in the way; `option`: the options are at fault, whatever the machine is like. */
  readonly obstacle: 'port' | 'data file' | 'option';

  constructor(message: string, obstacle: StartFailure['obstacle'] = 'data file') {
    super(message);
    this.obstacle = obstacle;
  }
}
