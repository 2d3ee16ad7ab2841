(marks) => {
  const seen = (node) => { const box = node.getBoundingClientRect(); return box.width > 0 && box.height > 0; };
  const link = (mark) => [...document.querySelectorAll('[href],[src]')].find((node) =>
    (node.href === mark || node.src === mark || node.getAttribute('href') === mark) && seen(node));
  const word = (mark) => {
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const at = walk.currentNode.data.indexOf(mark);
      if (at < 0 || !seen(walk.currentNode.parentElement)) continue;
      const range = document.createRange();
      range.setStart(walk.currentNode, at);
      range.setEnd(walk.currentNode, at + mark.length);
      return range;
    }
    return undefined;
  };
  for (const mark of marks) {
    const place = link(mark) || word(mark);
    if (!place) continue;
    (place.scrollIntoView ? place : place.startContainer.parentElement).scrollIntoView({ block: 'center' });
    const box = place.getBoundingClientRect();
    const frame = document.createElement('div');
    Object.assign(frame.style, {
      position: 'fixed', left: `${box.left - 6}px`, top: `${box.top - 6}px`, width: `${box.width + 12}px`,
      height: `${box.height + 12}px`, border: '4px solid #d00', boxSizing: 'border-box', zIndex: 2147483647,
      pointerEvents: 'none', background: 'transparent',
    });
    document.documentElement.append(frame);
    return true;
  }
  return false;
}
