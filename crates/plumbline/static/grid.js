// Keyboard for the register: up and down move between rows, Enter follows the link that has focus, / goes to the filter.
const links = [...document.querySelectorAll("table.grid td.wording a")];
document.addEventListener("keydown", (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(e.target.tagName)) return;
  const at = links.indexOf(document.activeElement);
  if (e.key === "ArrowDown" || e.key === "ArrowUp") {
    const to = links[at < 0 ? 0 : at + (e.key === "ArrowDown" ? 1 : -1)];
    if (to) { to.focus(); e.preventDefault(); }
  } else if (e.key === "/") {
    document.getElementById("f-round")?.focus();
    e.preventDefault();
  }
});
