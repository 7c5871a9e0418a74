// Where a visit can be put on the board: a team's day and a place in its order.

export function cells(board) {
  return [...board.querySelectorAll(".team-day")];
}

const others = (cell, item) => [...cell.querySelectorAll(".visit")].filter((one) => one !== item);

// Where a visit stands now: its cell, and its number in the order, from 1.
export function placed(item) {
  const cell = item.closest(".team-day");
  return { cell, position: [...cell.querySelectorAll(".visit")].indexOf(item) + 1 };
}

// The place under a point of the screen; none outside the board.
export function spotAt(board, x, y, item) {
  const cell = cells(board).find((one) => {
    const box = one.getBoundingClientRect();
    return x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
  });
  if (!cell) return null;
  const above = others(cell, item).filter((one) => {
    const box = one.getBoundingClientRect();
    return box.top + box.height / 2 < y;
  });
  return { cell, position: above.length + 1 };
}

// One step from a place by an arrow key: up and down in the order and on to the next day, left and right to
// another team of the day.
export function stepped(board, { cell, position }, key, item) {
  const all = cells(board);
  const day = all.filter((one) => one.dataset.day === cell.dataset.day);
  if (key === "ArrowLeft" || key === "ArrowRight") {
    const next = day[day.indexOf(cell) + (key === "ArrowRight" ? 1 : -1)];
    return next && { cell: next, position: Math.min(position, others(next, item).length + 1) };
  }
  const step = key === "ArrowDown" ? 1 : -1;
  const inside = position + step;
  if (inside >= 1 && inside <= others(cell, item).length + 1) return { cell, position: inside };
  const team = all.filter((one) => one.dataset.team === cell.dataset.team);
  const next = team[team.indexOf(cell) + step];
  return next && { cell: next, position: step > 0 ? 1 : others(next, item).length + 1 };
}

// Shows where a visit would go; null takes the mark away.
export function marked(board, spot, item) {
  board.querySelector(".drop-mark")?.remove();
  board.querySelector(".team-day.over")?.classList.remove("over");
  if (!spot) return;
  spot.cell.classList.add("over");
  const mark = Object.assign(document.createElement("li"), { className: "drop-mark" });
  const after = others(spot.cell, item)[spot.position - 1];
  if (after) after.before(mark);
  else spot.cell.querySelector("ol").append(mark);
  spot.cell.scrollIntoView({ block: "nearest" });
}
