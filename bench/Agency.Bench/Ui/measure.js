// Answers the milliseconds from the act until what it is for is there and its frame begins.
window.measured = (act, done) => new Promise((answer, refuse) => {
  const began = performance.now();
  const late = setTimeout(() => refuse(new Error(`Not there after ten seconds: ${done}`)), 10000);
  const look = () => {
    if (!done()) return;
    observer.disconnect();
    clearTimeout(late);
    requestAnimationFrame(() => answer(performance.now() - began));
  };
  const observer = new MutationObserver(look);
  observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
  act();
  look();
});

// Of this visit: when its rows were there, and when it was live, since it was asked for.
const seen = selector => new Promise(answer => {
  const look = () => {
    if (!document.querySelector(selector)) return;
    observer.disconnect();
    requestAnimationFrame(() => answer(performance.now()));
  };
  const observer = new MutationObserver(look);
  observer.observe(document, { subtree: true, childList: true, attributes: true });
});
window.visit = Promise.all([seen("table.list tbody tr:nth-child(50)"), seen(".live")]);
