<?php

namespace LLPhant\Chat;

class Turn
{
}
