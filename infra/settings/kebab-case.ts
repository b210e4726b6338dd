/** `createPipeline` as `create-pipeline`: the name of the file that holds an operation's function. */
export function kebabCase(operationId: string): string {
  return operationId.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
