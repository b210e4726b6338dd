/**
 * A pure function that remembers its answers, for questions that are asked again and again, such as a schedule expression that
 * has to be read. Forgets all when it knows so many, and keeps no long question, so that no caller can make it grow.
 */
export function remembered<Answer extends object | boolean | string>(
  answer: (question: string) => Answer,
  most = 256,
): (question: string) => Answer {
  const known = new Map<string, Answer>();
  return (question) => {
    if (question.length > maximumKeptLength) return answer(question);
    const before = known.get(question);
    if (before !== undefined) return before;
    const found = answer(question);
    if (known.size >= most) known.clear();
    known.set(question, found);
    return found;
  };
}

/** Characters; Image Builder takes no text that is longer (API Reference, CreateImagePipeline). */
const maximumKeptLength = 1024;
