<?php

namespace LLPhant\Failure;

class MissingKey extends \Exception
{
}
